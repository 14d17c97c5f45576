"""The addresses of this room. Who may open each is said beside it."""

from django.urls import URLPattern, path

from countersign.accounts.pages import (
    applying,
    attesting,
    connecting,
    deciding,
    exchanges,
    impostors,
    listing,
    our_app,
    platforms,
    register,
    strategy,
)
from countersign.accounts.queries.exchanges import POWERS
from countersign.people.web.opening import ANYONE, EMPLOYEE, holding, opens

app_name = "accounts"


def _account(name: str) -> URLPattern:
    """The page on which an act on an account is done for a reason."""
    address = name.removesuffix("_account").removesuffix("_application")
    return path(f"accounts/<int:pk>/{address}/", opens(deciding.reasoned(name), who=EMPLOYEE), name=name)


urlpatterns = [
    path("register/", opens(register.index, who=ANYONE), name="register"),
    path("register.json", opens(register.as_json, who=ANYONE), name="register_json"),
    path("register/report/", opens(register.report, who=ANYONE), name="report"),
    path("accounts/", opens(listing.index, who=EMPLOYEE), name="index"),
    path("accounts/accounts.csv", opens(listing.as_file, who=EMPLOYEE), name="file"),
    path("accounts/apply/", opens(applying.apply, who=holding("account.apply")), name="apply"),
    path("accounts/forms/<str:digest>/", opens(deciding.signed_form, who=EMPLOYEE), name="signed_form"),
    path("accounts/<int:pk>/", opens(listing.one, who=EMPLOYEE), name="account"),
    path("accounts/<int:pk>/change/", opens(applying.change, who=EMPLOYEE), name="change_account"),
    path("accounts/<int:pk>/sign/", opens(deciding.sign, who=EMPLOYEE), name="sign_account"),
    path("accounts/<int:pk>/connect/", opens(connecting.connect, who=EMPLOYEE), name="connect_account"),
    path("accounts/<int:pk>/look/", opens(connecting.look_now, who=EMPLOYEE), name="look_now"),
    path("accounts/<int:pk>/exchanges/", opens(exchanges.index, who=holding(*POWERS)), name="exchanges"),
    path(
        "accounts/<int:pk>/exchanges/exchanges.csv",
        opens(exchanges.as_file, who=holding(*POWERS)),
        name="exchanges_file",
    ),
    path(
        "accounts/<int:pk>/exchanges/<int:id>/",
        opens(exchanges.one, who=holding(*POWERS)),
        name="exchange",
    ),
    path(
        "accounts/<int:pk>/exchanges/<int:id>/<slug:side>",
        opens(exchanges.record, who=holding(*POWERS)),
        name="exchange_record",
    ),
    path("accounts/connect/return/", opens(connecting.came_back, who=EMPLOYEE), name="came_back"),
    path("oauth/client-metadata.json", opens(our_app.document, who=ANYONE), name="our_app"),
    path("accounts/<int:pk>/page/", opens(attesting.attest, who=EMPLOYEE), name="attest_page"),
    path("accounts/<int:pk>/page/<str:commitment>", opens(attesting.screenshot, who=EMPLOYEE), name="screenshot"),
    path("accounts/<int:pk>/open/", opens(deciding.open_account, who=EMPLOYEE), name="open_account"),
    _account("return_account"),
    _account("withdraw_application"),
    _account("suspend_account"),
    _account("resume_account"),
    _account("close_account"),
    path("platforms/", opens(platforms.index, who=EMPLOYEE), name="platforms"),
    path("platforms/<slug:platform>/", opens(platforms.one, who=EMPLOYEE), name="platform"),
    path("platforms/<slug:platform>/approve/", opens(platforms.approve, who=EMPLOYEE), name="approve_platform"),
    path("platforms/<slug:platform>/withdraw/", opens(platforms.withdraw, who=EMPLOYEE), name="withdraw_platform"),
    path(
        "platforms/<slug:platform>/terms/",
        opens(platforms.record_terms, who=holding("terms.record")),
        name="record_terms",
    ),
    path("terms/<int:pk>/", opens(platforms.terms, who=EMPLOYEE), name="terms"),
    path("terms/<int:pk>/accept/", opens(platforms.accept, who=EMPLOYEE), name="accept_terms"),
    path("terms/<int:pk>/text", opens(platforms.terms_file, who=EMPLOYEE), name="terms_file"),
    path("strategy/", opens(strategy.index, who=EMPLOYEE), name="strategies"),
    path("strategy/submit/", opens(strategy.submit, who=holding("strategy.write")), name="submit_strategy"),
    path("strategy/<int:pk>/", opens(strategy.one, who=EMPLOYEE), name="strategy"),
    path("strategy/<int:pk>/sign/", opens(strategy.sign, who=EMPLOYEE), name="sign_strategy"),
    path("strategy/<int:pk>/end/", opens(strategy.end, who=EMPLOYEE), name="end_strategy"),
    path("strategy/<int:pk>/document", opens(strategy.document, who=EMPLOYEE), name="strategy_document"),
    path("impostors/", opens(impostors.index, who=EMPLOYEE), name="impostors"),
    path("impostors/report/", opens(impostors.report, who=EMPLOYEE), name="report_impostor"),
    path("impostors/<int:pk>/", opens(impostors.one, who=EMPLOYEE), name="impostor"),
    path("impostors/<int:pk>/list/", opens(impostors.put_on_list, who=EMPLOYEE), name="list_impostor"),
    path("impostors/<int:pk>/dismiss/", opens(impostors.dismiss, who=EMPLOYEE), name="dismiss_impostor"),
    path("impostors/<int:pk>/screenshot", opens(impostors.screenshot, who=EMPLOYEE), name="impostor_screenshot"),
    path(
        "impostors/tips/<int:pk>/settle/",
        opens(impostors.settle_tip, who=holding("impostor.list")),
        name="settle_tip",
    ),
]

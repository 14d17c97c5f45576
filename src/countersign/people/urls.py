"""Addresses of this room. Who may open each is said beside it."""

from django.urls import path

from countersign.people.pages import (
    authorizations,
    delegations,
    employees,
    employment,
    giving,
    offices,
    person,
    powers,
    roster,
    signins,
    units,
)
from countersign.people.pages.frame import APPOINTS, AUTHORIZES, DELEGATES, KEEPS, MARKS
from countersign.people.web.opening import EMPLOYEE, holding, opens

KEEPER = holding(KEEPS)

urlpatterns = [
    path("", opens(employees.home, who=EMPLOYEE), name="people"),
    path("employees/", opens(employees.index, who=KEEPER), name="employees"),
    path("employees.csv", opens(employees.export, who=KEEPER), name="employees_csv"),
    path("employees/hire/", opens(employment.hire, who=KEEPER), name="hire"),
    path("employees/<int:pk>/", opens(person.one, who=EMPLOYEE), name="employee"),
    path("employees/<int:pk>/change/", opens(employment.change, who=KEEPER), name="change_person"),
    path("employees/<int:pk>/end/", opens(employment.end, who=KEEPER), name="end_employment"),
    path("employees/<int:pk>/merge/", opens(employment.merge, who=KEEPER), name="merge_people"),
    path("employees/<int:pk>/sign-in/", opens(signins.make, who=KEEPER), name="make_sign_in"),
    path("roster/", opens(roster.upload, who=KEEPER), name="roster"),
    path("roster/<str:manifest>/", opens(roster.plan, who=KEEPER), name="roster_plan"),
    path("roster/<str:manifest>.csv", opens(roster.plan_file, who=KEEPER), name="roster_plan_csv"),
    path("units/", opens(units.index, who=EMPLOYEE), name="units"),
    path("units.csv", opens(units.export, who=EMPLOYEE), name="units_csv"),
    path("units/add/", opens(units.add, who=KEEPER), name="add_unit"),
    path("units/<int:pk>/", opens(units.one, who=EMPLOYEE), name="unit"),
    path("units/<int:pk>/change/", opens(units.change, who=KEEPER), name="change_unit"),
    path("units/<int:pk>/close/", opens(units.close, who=KEEPER), name="close_unit"),
    path("offices/", opens(offices.index, who=EMPLOYEE), name="offices"),
    path("offices.csv", opens(offices.export, who=EMPLOYEE), name="offices_csv"),
    path("offices/appoint/", opens(offices.appoint, who=holding(APPOINTS)), name="appoint"),
    path("appointments/<int:pk>/", opens(offices.appointment, who=EMPLOYEE), name="appointment"),
    path("appointments/<int:pk>/end/", opens(offices.end, who=holding(APPOINTS)), name="end_appointment"),
    path("delegations/give/", opens(delegations.give, who=EMPLOYEE), name="delegate"),
    path("delegations/<int:pk>/", opens(delegations.one, who=EMPLOYEE), name="delegation"),
    path("delegations/<int:pk>/end/", opens(delegations.end, who=holding(DELEGATES)), name="end_delegation"),
    path("delegations/<int:pk>/return/", opens(delegations.hand_back, who=EMPLOYEE), name="return_delegation"),
    path("powers/", opens(powers.index, who=EMPLOYEE), name="powers"),
    path("powers/<str:power>/mark/", opens(powers.mark, who=holding(MARKS)), name="mark_personal"),
    path("authorizations/", opens(authorizations.index, who=EMPLOYEE), name="authorizations"),
    path("authorizations.csv", opens(authorizations.export, who=EMPLOYEE), name="authorizations_csv"),
    path("authorizations/ask/", opens(giving.ask, who=EMPLOYEE), name="ask_authorization"),
    path("authorizations/give/", opens(giving.give, who=holding(AUTHORIZES)), name="give_authorization"),
    path("authorizations/sign/", opens(giving.sign, who=holding(AUTHORIZES)), name="sign_authorization"),
    path("authorizations/<int:pk>/", opens(authorizations.one, who=EMPLOYEE), name="authorization"),
    path(
        "authorizations/<int:pk>/take-back/",
        opens(giving.take_back, who=EMPLOYEE),
        name="withdraw_authorization_request",
    ),
    path("authorizations/<int:pk>/letter.pdf", opens(authorizations.letter, who=EMPLOYEE), name="authorization_letter"),
    path("authorizations/<int:pk>/renew/", opens(giving.renew, who=holding(AUTHORIZES)), name="renew_authorization"),
    path("authorizations/<int:pk>/end/", opens(giving.end, who=holding(AUTHORIZES)), name="end_authorization"),
]

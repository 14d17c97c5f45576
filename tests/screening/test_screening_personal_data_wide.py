"""Personal data as people write it in many hands, and the offices, shops and notices that look like it."""

import pytest

from countersign.screening import Kind
from screening.screening_examples import PLAIN, seen, word

IN_A_DRAFT = """
ssn|Payee social security number: 341628807
ssn|W-9 for Paula Reyes: 341-62-8807
ssn|SSN on file 341_62_8807
ssn|Pension note: Lt. Marvin Kast (340 73 5189), 27 years
home-address|Parolee will reside with his mother at 903 N 7th St, Quincy.
home-address|Flowers may be sent to the widow, 1120 Locust Street, Mount Vernon.
home-address|El señor Prado vivirá en 4417 W. 25th Place, Cicero.
home-address|Officer Trask's home: RR 2 Box 118, Vienna.
home-address|Released to host site: 1822 Fairview, Alton.
home-address|Domicilio del interno al salir: Av. Juárez 1203, Monterrey
private-phone|Call Mrs. Jean Oakley at 217-555-0182 about the quilts.
private-phone|Emergency contact: Rita Moss, 618-555-0166 (sister)
private-phone|Contacto de emergencia: su esposa Lidia, 773-555-0129
private-phone|Su mamá, Elvira, recibe llamadas al (779) 555-0108.
private-email|The mother, Ms. Dana Pruitt, can be reached at dpruitt_family@example.com.
private-email|Su hijo pide que le escriban a tomas.ayala@example.org
birth-date|Keel, Amos (born 2 April 1961) will be released Friday.
birth-date|Reyes, Luis M. | B/D 4-5-90 | parole
birth-date|The record says DOB 03031971.
birth-date|Lugar y fecha de nacimiento: Toluca, 14 de febrero de 1979
driver-licence|Lost and found: IL driver's license, Ann Dole, D400-0551-7788.
driver-licence|Licencia del chofer Omar Gil: G400-6051-7788.
payment-card|Donor paid with Visa 4012 8888 8888 1881.
inmate-number|Congratulations to Luis Vega (B31220), who earned his GED after his mother's death.
inmate-number|Disciplinary report: Hollis, Dean, K72290, fighting.
inmate-number|K31902 Alvarez, Ernesto, was denied parole after a fight.
medical-fact|Officer Dana Pike is recovering from a hysterectomy.
medical-fact|Chaplain Moore has been diagnosed with Lyme disease.
medical-fact|La enfermera Lucía Peña está de baja por una operación de rodilla.
medical-fact|El señor Roque Díaz, que padece esquizofrenia, fue trasladado.
minor-named|The victim, Dana Whitlow, spoke at the hearing.
minor-named|Carmen Ibarra, whose husband stabbed her in 2011, addressed the class.
minor-named|The 2004 murder of Alicia Tran is under review.
minor-named|Se notificó a la sobreviviente, Elena Prado.
minor-named|Nine-year-old Caleb Stone drew the winning poster.
minor-named|In re Tobias Lind, a minor: aftercare plan approved.
minor-named|La niña Camila Soto cumplió 6 años en la visita.
""".strip().splitlines()

IN_A_COMMENT = """
ssn|soc # 341 62 8807 please help
home-address|I still get mail for him at 417 Sycamore, Kankakee 60901
home-address|mi dirección es 1645 N. Kedvale, Chicago 60639
home-address|the warden's got a nice place, 88 Orchard Hill Rd, just saying
home-address|1917 Maple Hill Dr Rantoul, come look at how many letters were sent back
private-phone|text 6185550122 if you ride from Carbondale
private-phone|mi cel 312 555 0198 márquenme
private-phone|mi teléfono es tres doce, cuatro cuatro uno, noventa y dos, sesenta
private-phone|Whats: +52 33 1234 5678
private-email|write me at bigt.harmon (at) yahoo (dot) com
private-email|mándenme la forma a chavagomez1990 arroba gmail punto com
private-email|keshia.brown at outlook dot com
birth-date|she was born Nov 30 '86
birth-date|nací el primero de mayo del sesenta y tres
birth-date|my grandbaby came in this world on the fourth of October nineteen ninety eight
driver-licence|my DL is B650-4411-8890 and expired
driver-licence|dl: B650 4411 8890
payment-card|amex 3714 496353 98431 11/27 take it
inmate-number|Praying for Deshawn Wills M41877, in the hole again
inmate-number|mi esposo Raúl Prieto, número Y31877, necesita ayuda
inmate-number|CDCR AB1234 Joe Dunn, no meds
medical-fact|mi esposo Julio Rangel tiene presión alta y no le dan pastillas
medical-fact|I'm Frank Doyle, I have COPD and PTSD, treat me like a human
medical-fact|Luis Ocampo tiene problemas del riñón
minor-named|my sister Katrina Ledlow was stabbed 19 times
minor-named|violó a Marta Soler y le dan permiso
minor-named|his daughter Kaylee Brand goes to 4th grade at Lincoln Elem
minor-named|Lucas Farr is 12 and you strip searched him
""".strip().splitlines()


@pytest.mark.parametrize("line", IN_A_DRAFT)
def test_a_draft_with_it_is_asked_about(line: str) -> None:
    reason, text = line.split("|", 1)
    assert reason in seen(text, Kind.DRAFT)


@pytest.mark.parametrize("line", IN_A_COMMENT)
def test_a_comment_with_it_is_read(line: str) -> None:
    reason, text = line.split("|", 1)
    assert reason in seen(text, Kind.COMMENT)
    assert word(text, Kind.COMMENT) != "clear"


CLEAR = """
Warming center tonight: Salvation Army, 1515 W. Monroe St., open from 6 p.m.
Ship paperbacks to the Office of Adult Education, 1301 Concordia Ct., Springfield 62794.
Expungement clinic: Prairie State Legal Aid, 815.555.0161, 303 N. Main St., Rockford.
Officer Emmet Strand, killed in the line of duty in 1974, is remembered today.
Coach Ferris, 51, talked about his nights in juvenile hall.
Murder Mystery Night: who killed Colonel Custard?
A sixth grader from the east side is our Junior Citizen of the Month.
Escaped: inmate A-20917, Terrence Voight, left a work crew at 9. Do not approach.
Nurse Kim will teach a class on asthma, COPD and migraines.
Since 2019, 4,106 people in our prisons have been cured of hepatitis C.
Typo in the law library schedule: slots for B20418, K58812 and N90233 moved.
Unclaimed typewriters: items tagged R20011 and R20012 will be donated.
Money order 17-482-930561 was cashed. Receipt 1234 5678 9012 3456.
Vendor UEI K7LMN4QX9T25; contract 23-426DOC-ADMIN-P-37714.
Liquor license 1A-0098765 was renewed; business license no. 5530912 too.
Send media requests to pio@doc.example.gov or info@bookstocells.example.org.
Nobody answers at 217-555-0150, the number on your own sign.
Econo Motor Inn by Pinckneyville is clean, $59, 618-555-0138.
The Kewanee center opened on 02/06/2017; the first class graduated 11/17/2018.
The studio line is 217-555-0117, the consulate's 312-555-0132.
""".strip().splitlines()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", CLEAR)
def test_an_office_a_shop_and_a_notice_are_nobodys_personal_data(text: str, kind: Kind) -> None:
    assert [f.why_key for f in PLAIN.text("t", kind, text).findings if f.category == "personal_data"] == []


FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
BOLD = {ord(c): 0x1D7CE + int(c) for c in "0123456789"} | {ord("a") + n: 0x1D41A + n for n in range(26)}
DISGUISES = {
    "full width": lambda text: text.translate(FULL_WIDTH),
    "mathematical": lambda text: text.translate(BOLD),
    "zero width": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "struck through": lambda text: "".join(char + "\u0336" for char in text),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(
    ("reason", "before", "value"),
    [
        ("ssn", "look: ", "123-45-6789"),
        ("payment-card", "look: ", "4111111111111111"),
        ("private-phone", "my cell is ", "217-555-0188"),
        ("home-address", "she lives at ", "12 oak street"),
        ("profane", "well ", "bullshit"),
        ("discount-code", "20% off with code ", "save20"),
    ],
)
def test_a_disguised_value_is_found_and_the_span_covers_it_as_given(
    reason: str, before: str, value: str, disguise: str
) -> None:
    if reason == "discount-code":
        value = value.upper()  # a code is told from a word by its capitals
    hidden = DISGUISES[disguise](value)
    found = seen(f"{before}{hidden} now", Kind.DRAFT)
    assert found.get(reason, "").rstrip("\u0336") == hidden.rstrip("\u0336")

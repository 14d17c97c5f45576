"""Illnesses, treatments and injuries, as people name them in English and Spanish; parts of expressions.

A term here is no finding: ``health`` asks whose it is. Words that are as often something else (*trauma*, *recovery*)
are left to where they stand beside a custody number.
"""

from .cues import either

_ORGAN = r"(?:heart|kidney|renal|liver|lung|brain|spine|spinal|colon|prostate|breast|throat|bone|skin|lymph|pancreatic)"
_ORGANO = r"(?:cardiaca|renal|hepatica|respiratoria|pulmonar)"
_PART = (
    r"(?:jaw|hip|leg|arm|foot|ankle|wrist|hand|back|neck|nose|rib|ribs|pelvis|collarbone|knee|shoulder|finger|orbital|"
    r"eye socket)"
)

CONDITIONS = either(
    # Infections.
    r"hiv(?:[ -]positiv[eoa])?", "vih", "aids", "sida", r"hep(?:atitis)?\.? ?[abc]", "hepatitis",
    "tuberculosis(?: activa)?",
    "tb", "syphilis", "sifilis", "gonorrh?ea", "chlamydia", "clamidia", "herpes", "mrsa", "staph infection",
    "scabies", "sarna",
    "pneumonia", "neumonia", "pulmonia", "sepsis", "septic", "meningitis", "gangrene", "gangrena", "covid pneumonia",
    r"(?:positive for|tested positive|dio positivo)",
    # Growths, blood, organs.
    "cancer", r"leuk?emia", "leucemia", "lymphoma", "linfoma", "melanoma", "carcinoma", "sarcoma", r"m[iy]eloma",
    "tumou?r(?:es)?",
    "hernia", "anemia", "hemophilia", "sickle cell", "blood clots?", r"(?:un )?bulto en [a-z]+ [a-z]+", "metastasis",
    rf"{_ORGAN} (?:attack|surgery|failure|valve|disease|cancer|numbers|thing|transplant|condition|tumou?r|infection|"
    rf"injury)",
    rf"(?:congestive|end[ -]stage|acute|chronic|terminal|stage \d) (?:{_ORGAN} )?(?:disease|failure|cancer|illness|"
    rf"pain)",
    rf"insuficiencia {_ORGANO}", r"(?:infarto|derrame cerebral|embolia|paro cardiaco)", r"cirr?h?osis",
    r"dialysis|dialisis", "transplant", "trasplante", "pacemaker", "marcapasos",
    r"(?:a|mini|massive|mild|second) stroke",
    "aneurysm", "thrombosis", "trombosis", "hypertension", "hipertension", "high blood pressure", "presion alta",
    "diabet(?:es|ic|ico|ica)", "insulin", "insulina", "copd", "emphysema", "enfisema", "asthma(?:tic)?", "asma",
    "asmatic[oa]",
    "glaucoma", "cataracts?", "cataratas", "lupus", "fibromyalgia", r"crohn'?s", "colitis", "appendicitis",
    "apendicitis",
    r"[a-z]{4,10}(?:oarthritis|opathy|opatia)", r"arthritis|artritis", "ulcers?", "ulceras?", "gallbladder|vesicula",
    rf"(?:{_ORGAN}|back|thyroid|prostate|stomach|mental health) (?:problems?|issues|trouble|pain|murmur|bleed)",
    r"[a-z']{3,14} disease",
    r"(?:enfermedad|problemas?|mal|piedras|calculos|dolor|operacion|cirugia) (?:de|del|de la|de los|en el|en la|"
    r"en los) "
    r"(?:ri[n\xf1]on(?:es)?|corazon|higado|pulmon(?:es)?|tiroides|prostata|columna|estomago|pecho|azucar|presion|"
    r"rodilla|cadera|"
    r"parkinson|chagas|cancer|vesicula|ojos?|cabeza|espalda|matriz)",
    r"[a-z]{4,12}(?:ectomy|ectomia|otomy|otomia|oscopy|oscopia|plasty)", "hemodialisis", "kidney stones?",
    "hypoglycemi[ac]", "shingles",
    "sleep apnea", "cpap", "gout", "eczema", "psoriasis", "vertigo", "migraines?", "migranas?", "neuropathy",
    "sciatica",
    "bronchitis", "bronquitis", "gastritis", "pancreatitis", "diverticulitis", "endometriosis", "fibroids",
    "osteoporosis",
    "scoliosis", "celiac", "als", "muscular dystrophy", "huntington'?s", "cystic fibrosis", "spina bifida",
    "down syndrome",
    r"(?:deaf|blind|sord[oa]|cieg[oa])(?: in one (?:ear|eye)| de un (?:ojo|oido))?", "hearing aids?",
    "prosthetic (?:leg|arm)",
    r"(?:lost|losing) (?:his|her|my) (?:sight|vision|hearing|leg|foot|arm|toes?)",
    "perdio (?:la vista|la pierna|el pie|un ojo)",
    # Nerves and mind.
    "epileps(?:y|ia)", "epileptic[oa]?", "seizures", r"(?:had|has|having|having a|a) seizure", "convulsiones",
    r"schizophreni[ac]", "esquizofreni(?:a|co|ca)", "bipolar", "depression", "depresion", "ptsd",
    "autis(?:m|mo|tic|ta)",
    "anxiety(?: disorder)?", "ocd", "adhd", "borderline personality", "personality disorder", "mania", "manic",
    "dementia",
    "self[ -]harm", "nervous breakdown", "crisis nerviosa", "esquizofrenia", "trastorno [a-z]{4,12}", "alcoholism[o]?",
    "alcoholic[oa]", "addict(?:ed to [a-z]+)?", "drug addiction", "adict[oa](?: a [a-z]+)?", "panic attacks?",
    "ansiedad", r"alzheimer'?s?", "dementia", "demencia", r"parkinson'?s?(?: disease)?",
    "multiple sclerosis", "esclerosis multiple", "cerebral palsy", "paralisis", "paraly[sz]ed", r"tourette'?s",
    "psychosis",
    "psicosis", "psychotic", "hearing voices", "oye voces", "off (?:his|her) (?:meds|medication)",
    r"psych (?:meds|ward)",
    "on suicide watch", "suicidal",
    r"(?:tried|trying|tries|intento|quiso) (?:to )?(?:hurt|kill|hang|matar|ahorcar)(?: (?:him|her)self|se)",
    r"cutting (?:him|her)self", r"se corta(?: los bra[sz]os)?", "eating disorder", "anorexi[ac]", "bulimi[ac]",
    "dyslexi[ac]",
    # Birth.
    r"(?:\d|one|two|three|four|five|six|seven|eight|nine) months pregnant", "pregnant", "embarazad[oa]", "embarazo",
    "miscarri(?:ed|age)", r"(?:un )?aborto espontaneo", "stillb(?:orn|irth)", "c-section", "high-risk pregnancy",
    # Substances.
    r"overdos(?:e|ed)", "sobredosis", "relapsed?", "rehab", "detox", "methadone", "metadona", "suboxone", "alcoholic",
    r"(?:failed|failing) (?:his|her|a|the) drug (?:screen|test)", "withdrawals?",
    # Treatments, injuries, states.
    r"chemo(?:therapy)?", r"quimio(?:terapia)?", "radiation treatments?", "radioterapia", "biopsy", "biopsia",
    "bypass surgery",
    "surgery", "cirugia", "operacion del? (?:corazon|higado|rinon|cerebro|columna|cadera|rodilla)", "colostomy",
    "amputat(?:ed|ion)", "amputaron", "rotator cuff", "hospice",
    r"stage (?:[34]|three|four|iv|iii)", "blood thinners?",
    r"(?:blood pressure|heart|seizure|pain|psych|hiv|thyroid) (?:pills?|meds|medicines?|medication)",
    r"pastillas (?:de|para) (?:la|el) [a-z]+", "lithium", "haldol", "seroquel", "keppra", "adderall", "prozac",
    "zoloft",
    "on hormones", "his medicine", "su medicina", "medical leave", "fmla", "inhaler", "inhalador", "nebulizer",
    "oxygen tank",
    rf"(?:broken|fractured|shattered|dislocated) {_PART}",
    r"(?:fractura|se rompio|se quebro)(?: de| del| la| el)* [a-z]+",
    "concussion", r"(?:knee|hip|valve|shoulder|joint) replacement", r"complications (?:from|of) [a-z0-9-]{3,15}",
    r"(?:lost|losing|perdio) (?:a|un) (?:kidney|lung|rinon|eye|leg|foot|arm|ojo)",
    r"se (?:fracturo|rompio|quebro|lastimo) (?:el|la|un|una) [a-z\xf1]+",
    "covid(?:-19)? pneumonia", r"died of covid(?:-19)?", "long covid", "going blind", "legally blind",
    "quedando cieg[oa]", "in a coma", "en coma", "on a ventilator",
    r"tratamiento (?:por|para|de) (?:la |el )?(?:depresion|ansiedad|cancer|adicciones?|alcoholismo)",
)  # fmt: skip

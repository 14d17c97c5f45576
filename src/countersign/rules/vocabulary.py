"""What the rules call things by themselves, in both languages, where a pack has no words for them."""

from __future__ import annotations

from collections.abc import Mapping

from countersign.rules.pack import Words

UNLISTED_SENTENCE = Words(
    "The rules in force say nothing about this act, so it is not done.",
    "Las reglas vigentes no dicen nada sobre este acto, así que no se hace.",
)
UNLISTED_REMEDY = Words(
    "Ask those who keep the rules to add it.",
    "Pida a quienes mantienen las reglas que lo añadan.",
)
GONE = Words(
    "A rule that is no longer in force stood in the way.",
    "Lo impidió una regla que ya no está vigente.",
)
GONE_REMEDY = Words("Try again under the rules in force.", "Inténtelo de nuevo con las reglas vigentes.")
SOMETHING = Words("what could not be found out", "lo que no se pudo averiguar")
FACT_NAMES: Mapping[str, Words] = {
    "now": Words("the time", "la hora"),
    "actor": Words("who acts, and in which capacity", "quién actúa y en qué calidad"),
    "matter": Words("what the act is about", "el objeto del acto"),
    "answers": Words("the answers given", "las respuestas dadas"),
    "signatures": Words("the signatures", "las firmas"),
    "parts": Words("who took part before", "quién participó antes"),
    "term": Words("the period asked for", "el período solicitado"),
    "instrument": Words("the written instrument", "el instrumento escrito"),
    "delegating": Words("what is delegated", "lo que se delega"),
    "named": Words("the employee named", "la persona empleada nombrada"),
    "authorizations": Words("the author's authorization", "la autorización de quien escribe"),
    "directed": Words("the acknowledgment of the directive", "el acuse de recibo de la directiva"),
    "platforms": Words("the platforms and their terms", "las plataformas y sus condiciones"),
    "accounts": Words("the accounts", "las cuentas"),
    "page_elements": Words("what the account's page shows", "lo que muestra la página de la cuenta"),
    "application": Words("the application", "la solicitud"),
    "identity_told": Words("which account the platform says it is", "qué cuenta dice la plataforma que es"),
    "purposes": Words("the purposes", "los fines"),
    "terms_read": Words("the reading of the terms", "la lectura de las condiciones"),
    "strategy": Words("the communication strategy", "la estrategia de comunicación"),
    "findings": Words("what screening found", "lo que halló la revisión automática"),
    "pictures": Words("the people in the pictures", "las personas en las imágenes"),
    "materials": Words("the rights to the material", "los derechos sobre el material"),
    "accessibility": Words("accessibility", "la accesibilidad"),
    "blanket": Words("the blanket approval", "la aprobación general"),
    "limits": Words("the platform's limits", "los límites de la plataforma"),
    "window": Words("the time window", "el intervalo de tiempo"),
    "pause": Words("whether publishing is paused", "si la publicación está en pausa"),
    "holds": Words("holds and open requests", "las retenciones y solicitudes abiertas"),
    "captured": Words("the capture", "la captura"),
    "schedule": Words("the retention schedule", "el calendario de conservación"),
    "reasons": Words("the reason", "el motivo"),
    "text": Words("the directive's text", "el texto de la directiva"),
}
"""What to call each fact when it is what could not be known."""
THING_NAMES: Mapping[str, Words] = {
    "account_number": Words("another account number", "otro número de cuenta"),
    "accounts": Words("the accounts", "las cuentas"),
    "acknowledged": Words("an earlier acknowledgment", "un acuse de recibo anterior"),
    "acknowledgment": Words("the acknowledgment", "el acuse de recibo"),
    "address": Words("another address of the page", "otra dirección de la página"),
    "blanks": Words("blanks filled outside what was signed", "espacios rellenados fuera de lo firmado"),
    "campaign": Words("a campaign of the strategy", "una campaña de la estrategia"),
    "capture": Words("a verified capture", "una captura verificada"),
    "category": Words("a category of the policy", "una categoría de la política"),
    "chain": Words("powers held by delegation", "facultades recibidas por delegación"),
    "clause": Words("a clause of the directive", "una cláusula de la directiva"),
    "clauses": Words("clauses that text and rules do not share", "cláusulas que el texto y las reglas no comparten"),
    "closes": Words("the end of the time window", "el fin del intervalo de tiempo"),
    "confirmation": Words("the confirmation by a second person", "la confirmación de una segunda persona"),
    "custodians": Words("custodians who are employed", "custodios empleados"),
    "directive": Words("a directive in force", "una directiva vigente"),
    "document": Words("the stored document", "el documento guardado"),
    "doubts": Words("doubts about the text", "dudas sobre el texto"),
    "ends": Words("the end of the period", "el fin del período"),
    "handle": Words("another handle", "otro nombre de usuario"),
    "identity": Words("the identity issued by the department", "la identidad emitida por el departamento"),
    "length": Words("the length of the period", "la duración del período"),
    "number": Words("the number of the instrument", "el número del instrumento"),
    "opens": Words("the beginning of the time window", "el comienzo del intervalo de tiempo"),
    "pause": Words("the pause on publishing", "la pausa de la publicación"),
    "period": Words("a period that runs now", "un período vigente"),
    "platform": Words("another platform", "otra plataforma"),
    "powers": Words("the powers", "las facultades"),
    "purposes": Words("a purpose that is allowed", "un fin permitido"),
    "reason": Words("a reason", "un motivo"),
    "scope": Words("the scope statement", "la declaración de alcance"),
    "self": Words("another person than the one who gives", "otra persona que la que delega"),
    "server": Words("another server", "otro servidor"),
    "signature": Words("a live signature", "una firma vigente"),
    "starts": Words("the beginning of the period", "el comienzo del período"),
    "strategy": Words("the communication strategy", "la estrategia de comunicación"),
}
"""Words for what kinds name as missing by themselves; ids of a pack have the pack's words."""

"""What the box itself answers, in the language of the word that it was asked with. Each goes in one part of 7 bit
characters, so some do without their accents.

None of it is a keyword, nor begins with one: a box that is answered by another must not take the answer for an order.
"""

from __future__ import annotations

from collections.abc import Mapping

CONFIRMED, WELCOME, ABOUT = "confirmed", "welcome", "about"
_USUAL = "en"
_PHRASES: Mapping[str, Mapping[str, str]] = {
    CONFIRMED: {
        "en": "You will get no more messages from this number. Reply START to get them again.",
        "de": "Sie bekommen von dieser Nummer keine Nachrichten mehr. Antworten Sie START für neue.",
        "fr": "Vous ne recevrez plus de messages de ce numéro. Répondez START pour en recevoir de nouveau.",
        "es": "No recibira mas mensajes de este numero. Responda START para volver a recibirlos.",
        "it": "Non riceverà altri messaggi da questo numero. Risponda START per riceverli di nuovo.",
        "pt": "Deixa de receber mensagens deste numero. Responda START para as voltar a receber.",
        "nl": "U krijgt geen berichten meer van dit nummer. Antwoord START om ze weer te krijgen.",
        "pl": "Ten numer nie wysle juz wiadomosci. Odpowiedz START, aby znowu je otrzymywac.",
    },
    WELCOME: {
        "en": "You will get messages from this number. Reply STOP to get no more, HELP for help.",
        "de": "Sie bekommen Nachrichten von dieser Nummer. Antworten Sie STOP, um keine mehr zu bekommen.",
        "fr": "Vous recevrez des messages de ce numéro. Répondez STOP pour ne plus en recevoir.",
        "es": "Recibira mensajes de este numero. Responda STOP para no recibir mas.",
        "it": "Riceverà messaggi da questo numero. Risponda STOP per non riceverne più.",
        "pt": "Vai receber mensagens deste numero. Responda STOP para nao receber mais.",
        "nl": "U krijgt berichten van dit nummer. Antwoord STOP om er geen meer te krijgen.",
        "pl": "Bedziesz otrzymywac wiadomosci z tego numeru. Odpowiedz STOP, aby zrezygnowac.",
    },
    ABOUT: {
        "en": "This number sends messages to those who agreed to them. Reply STOP to get no more.",
        "de": "Diese Nummer schreibt denen, die zugestimmt haben. Antworten Sie STOP, um keine mehr zu bekommen.",
        "fr": "Ce numéro écrit à ceux qui ont accepté. Répondez STOP pour ne plus recevoir de messages.",
        "es": "Este numero escribe a quienes lo aceptaron. Responda STOP para no recibir mas mensajes.",
        "it": "Questo numero scrive a chi ha accettato. Risponda STOP per non ricevere altri messaggi.",
        "pt": "Este numero escreve a quem aceitou. Responda STOP para nao receber mais mensagens.",
        "nl": "Dit nummer schrijft aan wie dat wil. Antwoord STOP om geen berichten meer te krijgen.",
        "pl": "Ten numer pisze do tych, ktorzy sie zgodzili. Odpowiedz STOP, aby zrezygnowac.",
    },
}
ASKING = "{name} would like to send you messages. Reply YES to agree, STOP to decline."


def phrase(what: str, language: str) -> str:
    """One of CONFIRMED, WELCOME and ABOUT in that language, in English where there is none."""
    known = _PHRASES[what]
    return known.get(language, known[_USUAL])

"""What the gallery shows: each component with made-up content, in every state it can be in."""

from web.specimens.cards import CARDS
from web.specimens.figures import FIGURES
from web.specimens.forms import FORMS
from web.specimens.messages import MESSAGES
from web.specimens.state import Specimens

SPECIMENS: Specimens = {**CARDS, **FIGURES, **FORMS, **MESSAGES}

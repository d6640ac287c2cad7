"""The wording of the plans that `plans` makes: invented, in the manner of published ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

Family = Literal["case review", "thematic inspection", "prison inspection"]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

TITLES: dict[Family, tuple[str, ...]] = {
    "case review": (
        "Independent serious further offence review of {person}",
        "Independent Review of the Case of {person}",
    ),
    "thematic inspection": (
        "A thematic inspection of the quality of resettlement planning for people leaving custody "
        "in {place}",
        "A thematic inspection of work undertaken to manage women under supervision in {place}",
    ),
    "prison inspection": ("HMP {place}", "HMP/YOI {place}"),
}
FORENAMES = (
    "Alan Peter Colin Stuart Derek Martin Gareth Nathan Kieran Owen Leon Wesley Harvey Declan "
    "Ellis Brendan Duncan Howard Ivor Miles"
).split()
# Any beginning with any end: some 500 surnames and 900 places.
PARTS_OF_SURNAMES = (
    "Whit Hol Ash Brad Clay Dun Ever Fair Gar Hart Kirk Lang Mar Nor Old Pem Rad Stan Thorn Under "
    "Wake Yar Lock Mil",
    "marsh loway by combe croft dale field gate hurst ley man more nell ridge shaw stead ston ton "
    "wick wood worth bourne",
)
PARTS_OF_PLACES = (
    "Fern Stone Alder Bram Cold Deep Elm Fox Green Haw Iron Kes Lime Moor Nether Oak Quarry Raven "
    "Silver Swan Tarn Wind Wren Hazel Gorse Mill Brook Thistle Larch Rowan",
    "leigh bridge bank beck borough bury cliffe cote den fell ford grove ham haven hill holme "
    "lands mere minster mouth pool port stow thorpe vale water well wick wold worthy",
)

ADDRESSEES: dict[Family, tuple[str, ...]] = {
    "case review": ("HM Prison and Probation Service", "Ministry of Justice"),
    "thematic inspection": ("His Majesty's Prison and Probation Service", "The Probation Service"),
    "prison inspection": ("HMPPS", "the Governor", "the Governor and the health care provider"),
}

POSTS = (
    "Chief Probation Officer",
    "Director of Public Protection",
    "Executive Director, HMPPS Change",
    "Deputy Director, Effective Practice and Service Improvement Group",
    "Deputy Director, Probation Workforce Programme",
    "Deputy Director, Reducing Reoffending, Interventions, Operations and Investment",
    "Deputy Director National Security Group",
    "Deputy Director, Head of Digital Probation",
    "Regional Probation Director, London Region",
    "Regional Probation Directors",
    "Domestic Abuse Lead",
    "Performance and Quality Lead",
    "Head of Assurance, Risk Management & Governance",
    "Head of Electronic Monitoring Operations & Head of Practice Development for Courts",
)

PRISON_POSTS = (
    "Governor",
    "Deputy Governor",
    "Head of Safety",
    "Head of Residence and Services",
    "Head of Reducing Reoffending",
    "Head of Healthcare",
    "Prison Group Director",
    "Head of Offender Management Delivery",
)

SUBJECTS = (
    "The Public Protection Group",
    "The central operations team",
    "HMPPS",
    "A joint working group of regional leads",
    "The workforce programme",
    "Each region",
    "The national rehabilitation board",
    "The effective practice team",
    "The data and insight unit",
    "A senior manager in every delivery unit",
)

VERBS = (
    "will review",
    "has published",
    "will issue",
    "is strengthening",
    "has revised",
    "will commission",
    "continues to monitor",
    "has introduced",
    "will embed",
    "is testing",
)

OBJECTS = (
    "the practice guidance on risk assessment",
    "a revised framework for management oversight",
    "the learning package for newly qualified officers",
    "the information sharing agreement with the police",
    "a quality assurance tool for pre-sentence reports",
    "the referral route to approved premises",
    "an induction module on professional curiosity",
    "the workload measurement tool",
    "a dashboard of completed enquiries",
    "the handover between prison and community staff",
    "the policy on recall decisions",
    "a communication plan for all frontline staff",
)

PURPOSES = (
    "so that people's needs are identified at the first appointment",
    "to make sure that concerns are escalated without delay",
    "so that victims and their families are better protected",
    "to give managers a clear view of the work that is outstanding",
    "in order to support consistent decisions across regions",
    "to improve the quality and timeliness of enquiries",
    "so that learning from reviews reaches the staff who need it",
    "to reduce the delay between sentence and allocation",
    'with regular "protected time" set aside for reflective discussion',
    "taking account of feedback from practitioners and partner agencies",
)

TIMES = (
    "",
    "",
    "during the coming year",
    "following a pilot in two regions",
    "as part of the wider change programme",
    "subject to approval by the national board",
    "with the support of all regional directors",
    "after consultation with trade unions",
)

AIMS = (
    "Ensure that",
    "Put arrangements in place so that",
    "Work with partner agencies to make certain that",
    "Review local and national processes so that",
)

STATES_OF_AFFAIRS = (
    "all practitioners have the skills to assess the risk of harm",
    "information about past behaviour is shared before release",
    "every prisoner has a keyworker who meets them each week",
    "domestic abuse enquiries are carried out in all cases before sentence",
    "cells are clean, well equipped and free from graffiti",
    "managers have the time to oversee complex work",
    "the use of force is always justified and well recorded",
    "applications and complaints are answered promptly and in full",
    "people on probation receive the interventions that they need",
    "new arrivals spend their first night in a safe and decent place",
)

QUALIFIERS = (
    "and that this is checked on a regular basis",
    "including where staff are absent for a long time",
    "with clear lines of accountability at each stage",
    "and report publicly on the results",
    "particularly for people with protected characteristics",
    "taking full account of the views of those affected",
)

STEPS = (
    "a named lead in each region",
    "clear guidance on recording",
    "monthly reports to senior managers",
    "briefings for all new staff",
    "an audit of a sample of cases",
    "sharing of good practice between teams",
)


def make_title(form: str, random: Random) -> str:
    """A title of that form, of a person or a place of its own."""
    surname, place = (
        "".join(random.choice(part.split()) for part in parts)
        for parts in (PARTS_OF_SURNAMES, PARTS_OF_PLACES)
    )
    return form.format(person=f"{random.choice(FORENAMES)} {surname}", place=place)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes texts that no other text of the plan repeats."""

    random: Random
    written: set[str]

    def recommendation(self) -> str:
        """A recommendation of two sentences."""
        return self._new(self._recommendation)

    def action(self) -> str:
        """An action of 15 to 120 words, of whole sentences, now and then with a list."""
        target = self.random.choice((15, 15, 30, 45, 60, 85))
        text = self._new(self._sentence)
        while len(text.split()) < target:
            text = f"{text} {self._new(self._sentence)}"
        if self.random.random() < 0.2:
            steps = self.random.sample(STEPS, 3)
            text = f"{text[:-1]}, which will include: {steps[0]}; {steps[1]}; and {steps[2]}."
        return text

    def sentence(self) -> str:
        """An action of one sentence, without a list."""
        return self._new(self._sentence)

    def _new(self, write: Callable[[], str]) -> str:
        text = write()
        while text in self.written:
            text = write()
        self.written.add(text)
        return text

    def _recommendation(self) -> str:
        draw = self.random.choice
        text = f"{draw(AIMS)} {draw(STATES_OF_AFFAIRS)}, {draw(QUALIFIERS)}."
        return f"{text} This should be done within {self.random.randint(2, 24)} months."

    def _sentence(self) -> str:
        draw = self.random.choice
        parts = (draw(SUBJECTS), draw(VERBS), draw(OBJECTS), draw(PURPOSES), draw(TIMES))
        return " ".join(part for part in parts if part) + "."

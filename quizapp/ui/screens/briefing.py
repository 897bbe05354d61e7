"""The briefing: which mock, how long, what to expect; nothing runs before it is begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.forms import in_reserve
from quizapp.ui import text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.store.catalog.queries import FormStatus
    from quizapp.store.workspace import Workspace


ROOMY = 24


class BriefingScreen(QuizScreen):
    """What the sitting will be like. Choose a form with ↑ ↓, change its time, begin with enter."""

    BINDINGS = [
        Binding("enter", "begin", "Begin", id="briefing.begin", tooltip="Start the clock"),
        Binding(
            "e",
            "extra",
            "Extra time",
            id="briefing.extra",
            tooltip="The extension that a candidate may be granted",
        ),
        Binding("u", "untimed", "Untimed", id="briefing.untimed", tooltip="No clock at all"),
        Binding(
            "d",
            "exam_day",
            "Exam day",
            id="briefing.exam_day",
            tooltip="Rules to agree to first, and a clock that never stops",
        ),
        Binding(
            "x", "exam", "Other exam", id="briefing.exam", tooltip="Switch between exam versions"
        ),
        Binding("escape", "back", "Back", id="briefing.back", tooltip="Home"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.short = False
        self.extra = False
        self.untimed = False
        self.exam_day = False
        self.blueprint: Blueprint | None = None
        self.forms: list[FormStatus] = []
        self.reserve: frozenset[int] = frozenset()

    def compose(self) -> ComposeResult:
        yield Heading(Content("Briefing"))
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(Content(""), id="briefing-text")
            yield OptionList(id="briefing-forms")
        yield Hints()

    def on_mount(self) -> None:
        self.blueprint = self._workspace().blueprint
        self.extra, self.exam_day = self.quiz.settings.extra_time, self.quiz.settings.exam_day
        self._fill()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._describe()

    def _workspace(self) -> Workspace:
        assert self.quiz.workspace is not None
        return self.quiz.workspace

    def _fill(self) -> None:
        workspace, blueprint = self._workspace(), self.blueprint
        if blueprint is None:
            return
        from quizapp.store.catalog import queries as catalog

        with workspace.database.read() as connection:
            self.forms = catalog.forms(connection, workspace.scope_of(blueprint.code))
        self.reserve = in_reserve(
            [form.number for form in self.forms if not form.taken], self.quiz.settings.reserve
        )
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options([Option(self._form(form)) for form in self.forms])
        choices.add_option(
            Option(
                Content.assemble(
                    (" Short mock".ljust(17), "bold"),
                    (f"{blueprint.short_questions} questions from outside the forms", text.MUTED),
                ),
                id="short",
            )
        )
        if self.forms and all(form.taken for form in self.forms):
            choices.add_option(
                Option(
                    Content.assemble(
                        (" Fresh mix".ljust(17), "bold"),
                        ("a full mock of what you have not seen for longest", text.MUTED),
                    ),
                    id="mix",
                )
            )
        kept = len(self.forms) if self.reserve else 0
        fresh = next(
            (
                at
                for at, form in enumerate(self.forms)
                if not form.taken and form.number not in self.reserve
            ),
            kept,
        )
        choices.highlighted = fresh
        choices.focus()
        self.short = not self.forms
        self._describe()

    def _form(self, form: FormStatus) -> Content:
        if form.taken:
            what = f"sat {text.count(form.taken, 'time')}; now a repeat"
        elif form.seen:
            what = f"{form.seen} of its {form.questions} questions seen before"
        else:
            what = "unseen"
        if form.number in self.reserve:
            what += " · in reserve"
        return Content.assemble((f" Mock exam {form.number}".ljust(17), "bold"), (what, text.MUTED))

    def _describe(self) -> None:
        blueprint = self.blueprint
        if blueprint is None:
            return
        from quizapp.exam.mock import MockWish, mock_minutes

        minutes = mock_minutes(
            MockWish(
                short=self.short,
                untimed=self.untimed,
                extra_minutes=blueprint.extra_minutes if self.extra else 0,
            ),
            blueprint,
        )
        questions = blueprint.short_questions if self.short else blueprint.questions
        counts = blueprint.short_form(questions)
        lines = [
            Content.styled(text.clean(blueprint.name), "bold"),
            Content.assemble(
                f"{questions} questions",
                (" · ", text.MUTED),
                "untimed" if minutes is None else f"{minutes} minutes",
                (" · ", text.MUTED),
                blueprint.passes,
                (" · exam day", "$accent") if self.exam_day else "",
            ),
            Content(""),
        ]
        lines += [
            Content.assemble(
                (f"{domain.weight:>3} %  ", text.MUTED),
                text.clean(domain.name).ljust(36),
                f"{counts[domain.id]:>3}",
            )
            for domain in blueprint.domains
        ]
        lines.append(Content(""))
        if self.size.height >= ROOMY:
            lines.append(
                Content(
                    "One answer of four, or as many as the question asks. No penalty for guessing; "
                    "a blank counts as wrong. Flag what you want to see again before you submit."
                )
            )
        lines += [
            Content(
                "As on exam day: rules to agree to first; if you leave, the clock goes on."
                if self.exam_day
                else "If you leave, the clock stops and you can go on later."
            ).stylize(text.MUTED),
            Content(""),
        ]
        self.query_one("#briefing-text", Static).update(Content("\n").join(lines))
        heading = self.query_one(Heading)
        heading.title(Content("Short mock" if self.short else "Mock exam"))
        heading.standing(Content(blueprint.code))
        self.query_one(Hints).renew()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "exam":
            return len(self._workspace().blueprints) > 1
        if action == "extra":
            return self.blueprint is not None and self.blueprint.extra_minutes > 0
        if action == "exam_day":
            return not self.untimed
        return True

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        short = event.option_id == "short"
        if short is not self.short:
            self.short = short
            self._describe()

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        self.action_begin()

    def action_begin(self) -> None:
        from quizapp.exam.mock import MockWish

        if self.blueprint is None:
            return
        # What is highlighted now: the news of it may still be on its way here.
        at = self.query_one(OptionList).highlighted or 0
        kind = self.query_one(OptionList).get_option_at_index(at).id
        form = self.forms[at].number if kind is None else None
        code = self.blueprint.code
        wish = MockWish(
            form=form,
            short=kind == "short",
            mix=kind == "mix",
            untimed=self.untimed,
            extra_minutes=self.blueprint.extra_minutes if self.extra else 0,
            exam_day=self.exam_day,
        )
        if form not in self.reserve:
            self.quiz.agree_to_mock(wish, code)
            return
        from quizapp.ui.screens.choice import ChoiceScreen

        self.app.push_screen(
            ChoiceScreen(
                Content(f"Mock exam {form} is in reserve"),
                Content("You keep it unseen for later. Once sat, it is first sight no more."),
                [("", Content(" Keep it")), ("sit", Content(" Sit it now"))],
            ),
            lambda choice: self.quiz.agree_to_mock(wish, code) if choice else None,
        )

    def action_extra(self) -> None:
        self.extra, self.untimed = not self.extra, False
        self._describe()

    def action_untimed(self) -> None:
        self.untimed, self.extra, self.exam_day = not self.untimed, False, False
        self._describe()

    def action_exam_day(self) -> None:
        self.exam_day = not self.exam_day
        self._describe()

    def action_exam(self) -> None:
        blueprints = self._workspace().blueprints
        at = next(i for i, b in enumerate(blueprints) if b is self.blueprint)
        self.blueprint = blueprints[(at + 1) % len(blueprints)]
        self._fill()

    def action_back(self) -> None:
        self.app.pop_screen()

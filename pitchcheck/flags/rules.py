"""The table of rules: each is data and one pure function. To add a rule, add a row; its examples are its tests.

Examples are written as tests/builders.py reads them: above the line what the prospect said, below it the pitch with
its claims in brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pitchcheck.flags import find
from pitchcheck.flags.find import Case, Finding
from pitchcheck.review import Severity


class Rule(NamedTuple):
    """What a flag says and when. ``message``, ``why`` and ``todo`` are filled with a finding's names.

    ``when`` is one line for people. ``reads_english`` marks rules that look at words; they keep quiet where the
    pitch is in another language. ``fires`` and ``quiet`` are examples.
    """

    code: str
    slug: str
    severity: Severity
    when: str
    message: str
    why: str
    todo: str
    find: Callable[[Case], Iterable[Finding]]
    fires: tuple[str, ...]
    quiet: tuple[str, ...]
    reads_english: bool = True


RULES: tuple[Rule, ...] = (
    Rule(
        code="C1",
        slug="unasked",
        severity=Severity.NOTE,
        when="A claim is tied to nothing they stated. Quiet inside a feature stack (P1 speaks for it) and where the "
        "judge is not sure.",
        message="Nothing {prospect} said {asks} “{claim}”.",
        why="People average what they hear. A feature they did not ask for dilutes the ones they did, and even a free "
        "one can become a reason against.",
        todo="Leave it out, or first ask a question that shows whether they need it.",
        find=find.unasked,
        fires=(
            """
            push: We type every invoice twice.
            ---
            [It reads the invoice for you](s1). It also has [a mobile app].
            """,
        ),
        quiet=(
            """
            push: We type every invoice twice.
            ---
            [It reads the invoice for you](s1).
            """,
            """
            push: We type every invoice twice.
            ---
            [It reads the invoice for you](s1). It also has [a matching engine](?).
            """,
            """
            push: We type every invoice twice.
            ---
            It has [a mobile app], [an open API] and [custom dashboards].
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="C2",
        slug="feeds-anxiety",
        severity=Severity.ERROR,
        when="A claim makes a stated anxiety worse.",
        message="“{claim}” feeds a worry of {speaker}: “{quote}”.",
        why="A worry that grows while you talk holds harder than any feature pulls, and most people will not say so.",
        todo="Leave it out, or bring up the worry first and say what you do about it.",
        find=find.feeds_anxiety,
        fires=(
            """
            anxiety, user: What if the machine pays a wrong invoice and nobody notices?
            ---
            [Invoices are approved and paid with no human touch](!s1).
            """,
        ),
        quiet=(
            """
            anxiety, user: What if the machine pays a wrong invoice and nobody notices?
            ---
            [Nothing is paid until you press the button](s1).
            """,
            """
            habit, user: I keep the paper copies in a binder.
            ---
            [Everything is paperless](!s1).
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="C3",
        slug="breaks-habit",
        severity=Severity.WARNING,
        when="A claim makes them give up a stated habit, and no claim lets them keep it or helps them leave it.",
        message="“{claim}” takes away a habit of {speaker}: “{quote}”.",
        why="What people do today costs them nothing to keep. Taking it away is a price, even when nobody names it.",
        todo="Say how they can keep it at first, or how you help them let go of it. Otherwise leave the claim out.",
        find=find.breaks_habit,
        fires=(
            """
            habit, user: I keep the paper copies in a binder.
            ---
            [Everything is paperless](!s1).
            """,
        ),
        quiet=(
            """
            habit, user: I keep the paper copies in a binder.
            ---
            [Everything is paperless](!s1), and [each month prints out as one binder](s1).
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="C4",
        slug="runs-into-no",
        severity=Severity.ERROR,
        when="A claim offers what they ruled out.",
        message="{speaker} ruled this out: “{quote}”. You offer “{claim}”.",
        why="Offering what was ruled out says that nobody listened. It is the quickest way to lose trust.",
        todo="Take it out. If you can't do without it, ask first what would have to be true for them to look again.",
        find=find.runs_into_no,
        fires=(
            """
            no: We are not replacing the accounting system.
            ---
            [It comes with its own general ledger, so you can retire the old one](!s1).
            """,
        ),
        quiet=(
            """
            no: We are not replacing the accounting system.
            ---
            [It posts into the accounting system you have](s1).
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="C5",
        slug="too-early",
        severity=Severity.NOTE,
        when="In a conversation: a claim is offered in an earlier turn than the one they told what it answers in.",
        message="“{claim}” came before {speaker} had said “{quote}”.",
        why="An answer is only heard by somebody who has just told the problem. Before that it is one more feature.",
        todo="Next time ask first. In the follow-up, say it again beside their own words.",
        find=find.too_early,
        fires=(
            """
            ---
            Rep: So [it reads the invoice for you](s1). How do you do it now?
            Dana (push): Two of us type every invoice twice.
            Rep: I see.
            """,
        ),
        quiet=(
            """
            ---
            Rep: How do you do it now?
            Dana (push): Two of us type every invoice twice.
            Rep: Then this is for you: [it reads the invoice for you](s1).
            """,
            """
            push: We type every invoice twice.
            ---
            [It reads the invoice for you](s1).
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="P1",
        slug="feature-stack",
        severity=Severity.WARNING,
        when="Three or more unasked claims in a row (the number can be set). In a conversation a reply of the "
        "prospect ends the row.",
        message="{n} claims in a row that {prospect} never {asked}, from “{claim}” to “{last}”.",
        why="Up to three claims charm; the fourth alarms. Somebody busy subtracting starts to talk about the price, or "
        "goes quiet.",
        todo="Keep the one that matters most to them. In place of the rest put a question, or one of their sentences.",
        find=find.feature_stack,
        fires=(
            """
            push: We type every invoice twice.
            ---
            [It reads the invoice for you](s1). You get [a mobile app], [an open API] and [custom dashboards].
            """,
        ),
        quiet=(
            """
            push: We type every invoice twice.
            ---
            You get [a mobile app], [an open API], and [it reads the invoice](s1). There are [custom dashboards].
            """,
            """
            push: We type every invoice twice.
            ---
            Rep: It has [a mobile app] and [an open API].
            Dana: Hold on, can I ask you something about the API first?
            Rep: Of course. There are [custom dashboards] too.
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="P2",
        slug="pull-only",
        severity=Severity.WARNING,
        when="A pull is answered, and none of the anxieties and habits they stated.",
        message="You answer what draws {prospect}, and nothing that holds them back: “{quote}”.",
        why="People who are only drawn say “sounds great” and go quiet. What holds them decides.",
        todo="Answer one thing that holds them before you add anything to what draws them.",
        find=find.pull_only,
        fires=(
            """
            pull: I want to close the month by the fifth.
            anxiety, user: What if it loses an invoice?
            ---
            [The books close themselves on the third](s1).
            """,
        ),
        quiet=(
            """
            pull: I want to close the month by the fifth.
            anxiety, user: What if it loses an invoice?
            ---
            [The books close themselves on the third](s1). [Every original is kept and can be searched](s2).
            """,
            """
            pull: I want to close the month by the fifth.
            ---
            [The books close themselves on the third](s1).
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="P3",
        slug="yes-too-soon",
        severity=Severity.WARNING,
        when="The pitch asks for the next step before any stated anxiety was answered. In a conversation only what "
        "they had told by then counts.",
        message="You ask “{ask}” before anything has eased the worry of {speaker}: “{quote}”.",
        why="A yes asked for while a worry stands is a polite yes. It is taken back by e-mail.",
        todo="Bring up the worry and answer it first. Then ask for the next step.",
        find=find.yes_too_soon,
        fires=(
            """
            anxiety, user: What if it loses an invoice?
            ---
            [It reads the invoice for you]. Shall we book a start date? [Every original is kept](s1).
            """,
        ),
        quiet=(
            """
            anxiety, user: What if it loses an invoice?
            ---
            [Every original is kept](s1). Shall we book a start date?
            """,
            """
            anxiety, user: What if it loses an invoice?
            ---
            [You can book a demo room from the app].
            """,
            """
            ---
            Rep: Shall we meet on Friday?
            Dana (anxiety): What if it loses an invoice?
            Rep: [Every original is kept](s1).
            """,
        ),
    ),
    Rule(
        code="P4",
        slug="one-sided",
        severity=Severity.NOTE,
        when="Buyer and user both spoke, and the pitch answers only one of them.",
        message="You answer the {heard} and nothing the {unheard} said: “{quote}”.",
        why="The one who pays and the one who lives with it buy different things. The one you forget can stop it.",
        todo="Answer one thing the {unheard} said, and say that it is for them.",
        find=find.one_sided,
        fires=(
            """
            push, buyer: We pay late fees every month.
            push, user: I type every invoice twice.
            ---
            [It pays each invoice the day before it is due](s1).
            """,
        ),
        quiet=(
            """
            push, buyer: We pay late fees every month.
            push, user: I type every invoice twice.
            ---
            [It pays each invoice the day before it is due](s1). [It reads the invoice for you](s2).
            """,
            """
            push, buyer: We pay late fees every month.
            push, buyer: I cannot see what we owe.
            ---
            [It pays each invoice the day before it is due](s1).
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="P5",
        slug="product-first",
        severity=Severity.NOTE,
        when="The opening (the first three sentences, or the first 15%) is about us and the product, and nothing in it "
        "is about them. Greetings do not count; a question to them does.",
        message="You open with yourselves: “{opening}”.",
        why="Until people hear their own problem, they listen for what it will cost them.",
        todo="Open with the moment they told you about, in their words, or with a question about it.",
        find=find.product_first,
        fires=(
            """
            push: We type every invoice twice.
            ---
            Thanks for having me. We were founded in 2009. We are [trusted by 4,000 firms]. Our platform does it all.
            Now, [it reads the invoice for you](s1).
            """,
        ),
        quiet=(
            """
            push: We type every invoice twice.
            ---
            Thanks for having me. You told me that you type every invoice twice. We [read the invoice for you](s1).
            """,
            """
            push: We type every invoice twice.
            ---
            Hi Dana. What happened last month that made you call? We have [an open API].
            """,
        ),
    ),
    Rule(
        code="P6",
        slug="price-after-stack",
        severity=Severity.WARNING,
        when="In a conversation: their price talk follows a feature stack within six turns (the number can be set).",
        message="After {n} unasked claims in a row {speaker} talks about the price: “{reply}”.",
        why="Price talk right after a stack is subtraction: what would it cost without the things nobody asked for?",
        todo="Do not defend the price. Ask which of these they would leave out, and go back to what they told you.",
        find=find.price_after_stack,
        fires=(
            """
            push: We type every invoice twice.
            ---
            Rep: You get [a mobile app], [an open API] and [custom dashboards].
            Dana: Okay. And how much is it without the dashboards?
            """,
        ),
        quiet=(
            """
            push: We type every invoice twice.
            ---
            Rep: [It reads the invoice for you](s1), and there is [a mobile app].
            Dana: Okay. And how much is it?
            """,
            """
            push: We type every invoice twice.
            ---
            Rep: You get [a mobile app], [an open API] and [custom dashboards].
            Dana: Does it read handwriting?
            """,
        ),
    ),
    Rule(
        code="P7",
        slug="no-room-for-no",
        severity=Severity.NOTE,
        when="Three sentences or more, nothing asked, nothing they could say no to. Asking whether they can see the "
        "screen is not counted as asking.",
        message="You ask nothing, and nothing here lets {prospect} say no.",
        why="A small no is how people say what holds them. With no room for it they keep it to themselves.",
        todo="Ask one question they can say no to: “Is that even a problem for you?” or “Tell me if that's not it.”",
        find=find.no_room_for_no,
        fires=(
            """
            push: We type every invoice twice.
            ---
            Can you see my screen? We have [an open API]. [It reads the invoice for you](s1).
            """,
        ),
        quiet=(
            """
            push: We type every invoice twice.
            ---
            We have [an open API]. [It reads the invoice for you](s1). Is typing still the worst of it?
            """,
            """
            push: We type every invoice twice.
            ---
            We have [an open API]. [It reads the invoice for you](s1). Tell me if that is not what keeps you late.
            """,
        ),
    ),
    Rule(
        code="P8",
        slug="unheard",
        severity=Severity.WARNING,
        when="In a conversation: they stated something, the rep spoke on, and nothing said later answers it. A no "
        "needs no answer.",
        message="{speaker} said “{quote}”{more}, and nothing you said later answers {it}.",
        why="Somebody who tells what hurts and hears a feature list stops telling.",
        todo="Go back to it, in the follow-up if the call is over: “You said … Here is what we do about it”, or say "
        "plainly that you don't.",
        find=find.unheard,
        fires=(
            """
            ---
            Rep: How do you do it now?
            Dana (push): Two of us type every invoice twice.
            Rep: Right. So there is [a mobile app] as well.
            """,
        ),
        quiet=(
            """
            ---
            Rep: How do you do it now?
            Dana (push): Two of us type every invoice twice.
            Rep: Then [it reads the invoice for you](s1).
            """,
            """
            ---
            Rep: There is [a mobile app].
            Dana (no): We are not replacing the accounting system.
            Rep: Understood.
            """,
            """
            ---
            Rep: There is [a mobile app].
            Dana (push): Two of us type every invoice twice.
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="S1",
        slug="thin",
        severity=Severity.WARNING,
        when="There is no push, no pull, no anxiety or no habit in the profile: one flag for each that is missing.",
        message="Nobody told you {missing}.",
        why="A pitch can only be weighed against what they said. What was not asked is still there, and decides.",
        todo="Ask: “{question}”",
        find=find.thin_profile,
        fires=(
            """
            push: We type every invoice twice.
            pull: I want to close the month by the fifth.
            anxiety: What if it loses an invoice?
            ---
            [It reads the invoice for you](s1).
            """,
        ),
        quiet=(
            """
            push: We type every invoice twice.
            pull: I want to close the month by the fifth.
            anxiety: What if it loses an invoice?
            habit: I keep the paper copies in a binder.
            ---
            [It reads the invoice for you](s1).
            """,
        ),
        reads_english=False,
    ),
    Rule(
        code="S2",
        slug="product-worded",
        severity=Severity.NOTE,
        when="The judge takes a statement to be in the seller's words; or a pull wants “our platform” or the like, or "
        "a thing by the name the pitch gives it.",
        message="This sounds like us, not like {prospect}: “{quote}”.",
        why="A note in the seller's words makes every feature look asked for. The reason behind it is what counts.",
        todo="Write down what they said. If all you have is the feature, ask: “What would that let you do?”",
        find=find.product_worded,
        fires=(
            """
            pull: Needs our dashboard for the finance team.
            ---
            You get [a real-time dashboard].
            """,
            """
            pull: They want single sign-on.
            ---
            You get [single sign-on].
            """,
            """
            terms: InvoicePal, PalScan
            pull: Wants PalScan at both sites.
            ---
            [It reads the invoice for you](s1).
            """,
        ),
        quiet=(
            """
            pull: I want to see on one page what we owe.
            ---
            You get [a real-time dashboard](s1).
            """,
            """
            pull: I'd like the dashboard to stop shouting at me.
            ---
            You get a new [dashboard].
            """,
            """
            push: Our system went down on the day everybody signs up.
            ---
            [It stays up](s1). We have [status pages].
            """,
        ),
    ),
    Rule(
        code="S3",
        slug="no-moment",
        severity=Severity.NOTE,
        when="There is no struggling moment, or none with a time, a place or a trigger in it.",
        message="There is no moment in the story of {prospect}: no time, no place, nothing that set it off.",
        why="People start looking because something happened. Without it you can't tell a need from an opinion.",
        todo="Ask: “Take me back to the day you decided to look. Where were you, and what had just happened?”",
        find=find.no_moment,
        fires=(
            """
            push: We type every invoice twice.
            ---
            [It reads the invoice for you](s1).
            """,
            """
            moment: General dissatisfaction with efficiency
            push: We type every invoice twice.
            ---
            [It reads the invoice for you](s1).
            """,
        ),
        quiet=(
            """
            moment: Last quarter the close slipped nine days and the bank noticed.
            push: We type every invoice twice.
            ---
            [It reads the invoice for you](s1).
            """,
        ),
    ),
    Rule(
        code="S4",
        slug="one-voice",
        severity=Severity.NOTE,
        when="Only the buyer, or only the user, is heard in the profile.",
        message="Only the {heard} is heard. Nobody asked the {unheard}.",
        why="The one who pays and the one who lives with it want different things, and either can stop it.",
        todo="Ask the {unheard} too, or ask the {heard} what they say. If it is the same person, set this aside.",
        find=find.one_voice,
        fires=(
            """
            push, buyer: We pay late fees every month.
            anxiety, gatekeeper: Where is the data kept?
            ---
            [It pays each invoice the day before it is due](s1).
            """,
        ),
        quiet=(
            """
            push, buyer: We pay late fees every month.
            push, user: I type every invoice twice.
            ---
            [It pays each invoice the day before it is due](s1).
            """,
        ),
        reads_english=False,
    ),
)

"""The language of a text, told offline and never guessed."""

import pytest

from pitchcheck.judge.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We read every invoice that gets e-mailed in, header and line, and there is no template to build.", "en"),
        ("Unsere Software liest jede Rechnung automatisch und spart Ihnen viel Zeit im Alltag.", "de"),
        ("Nous vous proposons une solution complète pour la gestion de vos factures.", "fr"),
        ("我们为您提供完整的发票管理解决方案,无需培训,当天即可上线,并且没有最低合同期限要求。", "zh"),
    ],
)
def test_a_plain_text_is_recognised(text: str, language: str) -> None:
    """A few words of ordinary prose are enough."""
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["", "Hi", "SSO SAML SOC 2 GDPR", "😀😀", "12345 --", "PESCADOS DEL ESTRECHO wholesale"]
)
def test_what_cannot_be_told_is_english(text: str) -> None:
    """Names, numbers and acronyms prove no language."""
    assert detect(text) == "en"

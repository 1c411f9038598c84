"""The languages of the interface: plain data, so that settings may import it."""

# The order of the language switcher. A further language is one line here and one catalogue in `locale/`.
INTERFACE_LANGUAGES = [("en", "English"), ("es", "Español"), ("ar", "العربية")]
# The ten languages that names of countries, languages and diseases are searched in.
NETWORK_LANGUAGES = ("en", "es", "ar", "fr", "pt", "ru", "de", "ja", "zh", "tr")
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the `dir` attribute of text in that language."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"

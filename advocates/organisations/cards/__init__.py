"""Pictures that messengers show beside a shared address: cloth, stitch, the group's square, its name and place.

Drawn by us from public facts, with fonts that lie beside the style sheets. A name in letters that these fonts do not
have (Chinese, Japanese, Korean and some others) is left out, and the one in Latin letters stands alone.
"""

from advocates.organisations.cards.drawing import Card, draw, version

__all__ = ["Card", "draw", "version"]

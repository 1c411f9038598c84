"""The way to a page, drawn as a stencil, is the one that the component draws."""

import pytest
from django.template.loader import render_to_string

from advocates.core.crumbs import way


@pytest.mark.parametrize("many", [0, 1, 2, 5])
@pytest.mark.parametrize("last", ["", "/members/"])
def test_the_way_is_the_one_of_the_component(many, last):
    crumbs = [{"label": f"<{n}> & 100 %s", "url": f"/members/wiki/{n}/"} for n in range(many)]
    crumbs.append({"label": "Here", "url": last})
    assert way(crumbs) == render_to_string("components/breadcrumbs.html", {"crumbs": crumbs})

"""Choosers of pictures and pages. Wagtail starts them by inline scripts, which our policy for scripts does not allow.

Each leaves a mark in place of its script; `static/manage/widgets.js` starts what is marked.
"""

import json

from django.utils.html import format_html
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

# The one that is not made by its class.
STARTED_BY = {AdminTaskChooser: "createTaskChooser"}


def render(chooser, name, value, attrs=None, renderer=None):
    """As Wagtail draws it, with the mark."""
    chosen = chooser.get_value_data(value)
    return format_html(
        '{}<template data-widget="{}" data-widget-of="{}" data-widget-options="{}"></template>',
        chooser.render_html(name, chosen, attrs),
        STARTED_BY.get(type(chooser), chooser.js_constructor),
        attrs["id"],
        json.dumps(chooser.get_js_init_options(attrs["id"], name, chosen)),
    )


def replace_all():
    """Called when the app is ready."""
    BaseChooser.render = render

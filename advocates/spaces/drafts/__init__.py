"""Drafts: what somebody has typed is kept until it is sent, whatever happens to the window or the session.

A form that wants it takes `composer.composer_of(…)` and includes `spaces/drafts/composer.html`; the app whose form it
is registers its kind of place (`places.register`). When the text was sent, the form's view calls `actions.spend`.
"""

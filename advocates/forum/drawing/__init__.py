"""The forum's most read pages, drawn with stencils (`core/stencils.py`): a topic, its posts, its form, lists."""

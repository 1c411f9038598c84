"""What the tests of libraries do at their pages."""

from advocates.files.tests.factories import sent


def address(item, end="") -> str:
    return f"/members/files/l/{item.public_id}/{end}"


def add(client, space, content=None, name="picture.png", **fields):
    data = {"title": "Paper", "lang": "en", "once": "window-1", "upload": sent(content, name), **fields}
    return client.post(f"/members/files/in/{space.public_id}/add/", data)


def replace(client, item, content=None, based_on=1, **fields):
    data = {"upload": sent(content, "new.png"), "based_on": based_on, **fields}
    return client.post(address(item, "replace/"), data)

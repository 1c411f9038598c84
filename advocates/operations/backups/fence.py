"""What a restored database must not do again: send mail that has gone out, run old work, let old sessions in.

Plain SQL, for it runs on a database that no server has opened yet; a test holds it against the models.
"""

BY_TABLE = {
    "core_mail": "UPDATE core_mail SET state = 'dropped', text = '', html = '' "
    "WHERE state IN ('waiting', 'leaving', 'unsure')",
    "core_streamentry": "UPDATE core_streamentry SET dispatched_at = at WHERE dispatched_at IS NULL",
    "core_job": "DELETE FROM core_job WHERE state IN ('waiting', 'running')",
    "django_session": "DELETE FROM django_session",
    "usersessions_usersession": "DELETE FROM usersessions_usersession",
}


def statements(tables: set[str]) -> list[str]:
    """For those tables that the backup has."""
    return [statement for table, statement in BY_TABLE.items() if table in tables]

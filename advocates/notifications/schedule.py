"""When a digest is due: at the reader's hour, on the reader's clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from advocates.notifications.models import MailWishes


def next_moment(wishes: MailWishes, zone: ZoneInfo, now: datetime) -> datetime:
    """The first time after `now` that the reader's clock shows the hour, on the weekday where it is once a week.

    However long nothing was sent, there is one such time: what was missed is not made up for one by one.
    """
    day = now.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, time(wishes.hour), tzinfo=zone).astimezone(UTC)
        is_day = wishes.mode != MailWishes.Mode.WEEKLY or day.weekday() == wishes.weekday
        if is_day and moment > now:
            return moment
        day += timedelta(days=1)

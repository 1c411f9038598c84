"""The calendar has no language in its address."""

from django.urls import path

from advocates.publishing.events.views import events_calendar

urlpatterns = [path("feeds/events.ics", events_calendar, name="events_calendar")]

"""What can be done with a meeting: plan, invite, answer, keep presence, close."""

from core.audit import declare

declare("meetings.meeting.planned", "{actor} plande {object}")
declare("meetings.meeting.copied", "{actor} maakte {object} als kopie van een eerdere bijeenkomst")
declare("meetings.meeting.changed", "{actor} wijzigde {object}")
declare("meetings.meeting.cancelled", "{actor} gelastte {object} af")
declare("meetings.guests.chosen", "{actor} koos wie wordt uitgenodigd voor {object}")
declare("meetings.guests.invited", "{actor} nodigde gasten uit voor {object}")
declare("meetings.guests.reminded", "{actor} herinnerde gasten aan {object}")
declare("meetings.invitation.answered", "Een gast antwoordde op de uitnodiging voor {object}")
declare("meetings.invitation.passed_on", "Een gast stuurt een collega naar {object}")
declare("meetings.presence.marked", "{actor} vulde de aanwezigheid in van {object}")
declare("meetings.walk_in.added", "{actor} voegde een binnenloper toe aan {object}")
declare("meetings.presence_sheet.made", "{actor} maakte de presentielijst van {object}")
declare("meetings.presence_sheet.downloaded", "{actor} haalde de presentielijst op van {object}")
declare("meetings.meeting.closed", "{actor} sloot {object} af met een verslag")
declare("meetings.agreement.added", "{actor} legde een afspraak vast bij {object}")
declare("meetings.agreement.finished", "{actor} vinkte een afspraak af van {object}")

"""The admin site of the portal, installed in the place of Django's own."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Makes the cockpit of the project leader the default admin site."""

    default_site = "vpt_portal.admin_site.PortalAdminSite"

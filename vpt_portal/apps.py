"""The admin site of the portal, installed in the place of Django's own."""

from django.contrib.admin.apps import AdminConfig

from vpt_portal.celery import app as celery_app

__all__ = ["PortalAdminConfig", "celery_app"]  # the task queue is loaded with the apps, not with the package


class PortalAdminConfig(AdminConfig):
    """Makes the cockpit of the project leader the default admin site."""

    default_site = "vpt_portal.admin_site.PortalAdminSite"

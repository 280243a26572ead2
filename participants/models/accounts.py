"""Accounts to sign in with, and the devices that they trust."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an e-mail address is kept in lower case, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account without rights of its own; rights come from memberships."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make the technical account of `createsuperuser`. It has no sight in the portal without a membership."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account to sign in with. What it may do follows from the memberships of its person."""

    email = models.EmailField("e-mailadres", unique=True)
    is_active = models.BooleanField("actief", default=True)
    is_staff = models.BooleanField("technisch beheer", default=False)
    date_joined = models.DateTimeField("aangemaakt", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "account"
        verbose_name_plural = "accounts"
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        person = getattr(self, "person", None)
        return str(person) if person else self.email

    def has_usable_password(self) -> bool:
        """Tell that there is none: signing in goes by a code from the mail or by a passkey."""
        return False

    def check_password(self, raw_password: str | None) -> bool:
        """Refuse every password, also one that `createsuperuser` asked for."""
        return False


class TrustedDevice(models.Model):
    """A browser that its user trusts for a while: the second factor is not asked there again.

    The browser keeps a random key in a cookie, this row only its hash. `fingerprint` changes with the user's second
    factors, so that trust ends when these change.
    """

    user = models.ForeignKey(User, models.CASCADE, verbose_name="account", related_name="trusted_devices")
    key_hash = models.CharField("sleutel", max_length=64, unique=True, editable=False)
    fingerprint = models.CharField("vingerafdruk", max_length=64, editable=False)
    name = models.CharField("apparaat", max_length=80)
    trusted_at = models.DateTimeField("vertrouwd sinds")
    used_at = models.DateTimeField("laatst gebruikt")
    expires_at = models.DateTimeField("vertrouwd tot")

    class Meta:
        verbose_name = "vertrouwd apparaat"
        verbose_name_plural = "vertrouwde apparaten"
        ordering = ["-used_at"]

    def __str__(self) -> str:
        return self.name

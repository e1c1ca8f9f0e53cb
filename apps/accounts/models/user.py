from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who signs in with an e-mail address; without a password they cannot sign in by password."""
        if not email:
            raise ValueError("A user needs an e-mail address")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person. Signs in with an e-mail address, unique whatever its case."""

    username = None  # type: ignore[assignment]  # how Django says to drop a field of AbstractUser
    email = models.EmailField("e-mail address", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    time_zone = models.CharField(
        max_length=40, default="UTC", help_text="of the tz database: when this person's mail comes"
    )
    deletion_due_at = models.DateTimeField(
        null=True, blank=True, help_text="when the account will be erased, unless its owner stays"
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="since when the row names nobody; other rows still point to it"
    )

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # replaces the manager that needs a username

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_whatever_case"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(is_active=False, deletion_due_at=None),
                name="user_erased_is_inactive",
            ),
        ]

    def __str__(self) -> str:
        return self.email if self.erased_at is None else "a deleted account"

    @property
    def is_leaving(self) -> bool:
        return self.deletion_due_at is not None

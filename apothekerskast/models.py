"""Drawers, the items in them, who borrowed what, and what people looked for in vain."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from apothekerskast.querysets import BorrowingQuerySet, ItemFileQuerySet, ItemQuerySet, WishQuerySet
from core.models import StoredFile, SubmittedModel, VersionedModel
from participants.models import Organisation, Sector


class Drawer(models.Model):
    """One of the nine drawers: a measure of the programme. The slug equals the slug of the measure."""

    slug = models.SlugField("korte naam", unique=True)
    number = models.PositiveSmallIntegerField("nummer in het plan", unique=True)
    annex_number = models.PositiveSmallIntegerField("nummer in bijlage 1", unique=True)
    title = models.CharField("naam", max_length=60)
    question = models.CharField("vraag die de lade beantwoordt", max_length=160)

    class Meta:
        verbose_name = "lade"
        verbose_name_plural = "lades"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page with the items of this drawer."""
        return reverse("apothekerskast:drawer", args=[self.slug])


class Theme(models.Model):
    """A subject that runs across the drawers, such as work in neighbourhood teams."""

    slug = models.SlugField("korte naam", unique=True)
    title = models.CharField("naam", max_length=60)

    class Meta:
        verbose_name = "thema"
        verbose_name_plural = "thema's"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Kind(models.TextChoices):
    """What sort of material an item is."""

    PRACTICE = "practice", "werkwijze"
    LETTER = "letter", "modelbrief"
    PROTOCOL = "protocol", "protocol"
    TRAINING = "training", "workshop of training"
    PRESENTATION = "presentation", "presentatie"
    FACTSHEET = "factsheet", "factsheet"
    FILM = "film", "film"
    GUIDE = "guide", "handreiking of stappenplan"
    BACKGROUND = "background", "achtergrond"


class Effort(models.TextChoices):
    """How much work it is to use an item, in words that decide."""

    MINUTES = "minutes", "meteen te gebruiken"
    HOURS = "hours", "een paar uur"
    DAYS = "days", "een paar dagen"
    PROJECT = "project", "een project"


class Status(models.TextChoices):
    """Where an item stands between offer and shelf."""

    OFFERED = "offered", "aangeboden"
    PUBLISHED = "published", "in de kast"
    DECLINED = "declined", "niet geplaatst"
    ARCHIVED = "archived", "uit de kast"


ALLOWED_STEPS: dict[Status, frozenset[Status]] = {
    Status.OFFERED: frozenset({Status.PUBLISHED, Status.DECLINED}),
    Status.DECLINED: frozenset({Status.PUBLISHED}),
    Status.PUBLISHED: frozenset({Status.ARCHIVED}),
    Status.ARCHIVED: frozenset({Status.PUBLISHED}),
}


class Permission(models.TextChoices):
    """Whether the maker allows others to use and keep the material."""

    UNKNOWN = "unknown", "nog niet gevraagd"
    GRANTED = "granted", "toestemming van de maker"
    OWN = "own", "eigen werk van de organisatie"


class Item(VersionedModel, SubmittedModel):
    """A best practice that one organisation gives and others borrow."""

    title = models.CharField("titel", max_length=120)
    kind = models.CharField("soort", max_length=20, choices=Kind.choices, default=Kind.PRACTICE)
    drawers = models.ManyToManyField(Drawer, verbose_name="lades", related_name="items")
    themes = models.ManyToManyField(Theme, verbose_name="thema's", related_name="items", blank=True)
    sectors = models.ManyToManyField(Sector, verbose_name="bruikbaar in sector", related_name="+", blank=True)
    summary = models.CharField("wat is het, in één zin", max_length=240)
    audience = models.CharField("voor wie", max_length=120, blank=True)
    effort = models.CharField("hoeveel werk", max_length=10, choices=Effort.choices, default=Effort.HOURS)
    outcome = models.CharField("wat leverde het op", max_length=240, blank=True)
    body = models.TextField("uitleg", blank=True, help_text="U kunt kopjes, lijsten en links maken met Markdown.")
    source_organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="van", related_name="given_items", null=True, blank=True
    )
    source = models.CharField("bron", max_length=200, blank=True)
    permission = models.CharField("toestemming", max_length=10, choices=Permission.choices, default=Permission.UNKNOWN)
    status = models.CharField("status", max_length=10, choices=Status.choices, default=Status.OFFERED)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="aangeboden door", null=True, related_name="+"
    )
    offered_at = models.DateTimeField("aangeboden op", auto_now_add=True)
    published_on = models.DateField("in de kast sinds", null=True, blank=True)
    review_on = models.DateField("bekijken voor", null=True, blank=True)
    decline_reason = models.CharField("reden om niet te plaatsen", max_length=200, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="dutch")
        + SearchVector("summary", weight="B", config="dutch")
        + SearchVector("audience", "outcome", "source", weight="C", config="dutch")
        + SearchVector("body", weight="D", config="dutch"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "item"
        verbose_name_plural = "items"
        ordering = ["-published_on", "-pk"]
        indexes = [
            GinIndex("search", name="item_search"),
            models.Index("status", models.F("published_on").desc(), models.F("id").desc(), name="item_shelf"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_on__isnull=False),
                name="item_published_has_date",
                violation_error_message="Een item in de kast heeft een datum ‘in de kast sinds’. Vul die in.",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decline_reason=""),
                name="item_declined_has_reason",
                violation_error_message="Schrijf waarom het item niet wordt geplaatst; de aanbieder leest dat.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of this item."""
        return reverse("apothekerskast:item", args=[self.pk])

    def may_become(self, status: Status) -> bool:
        """Tell whether this step is allowed from where the item stands."""
        return status in ALLOWED_STEPS[Status(self.status)]

    @property
    def is_published(self) -> bool:
        """Tell whether the item lies on the shelf."""
        return self.status == Status.PUBLISHED


class ItemFile(models.Model):
    """A file that belongs to an item, with words that say what is in it."""

    item = models.ForeignKey(Item, models.CASCADE, verbose_name="item", related_name="files")
    stored_file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="bestand", related_name="+")
    description = models.CharField("wat staat erin", max_length=120, blank=True)

    objects = ItemFileQuerySet.as_manager()

    class Meta:
        verbose_name = "bestand"
        verbose_name_plural = "bestanden"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.description or str(self.stored_file)


class Helped(models.TextChoices):
    """The one question a month after borrowing."""

    YES = "yes", "ja, het hielp"
    PARTLY = "partly", "een beetje"
    NO = "no", "nee"


class Borrowing(models.Model):
    """An organisation uses an item of another: the proof of learning and borrowing."""

    item = models.ForeignKey(Item, models.CASCADE, verbose_name="item", related_name="borrowings")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name="organisatie", related_name="borrowings"
    )
    borrowed_on = models.DateField("geleend op")
    borrowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="door", null=True, related_name="+"
    )
    helped = models.CharField("hielp het", max_length=10, choices=Helped.choices, blank=True)
    remark = models.CharField("in één zin", max_length=200, blank=True)

    objects = BorrowingQuerySet.as_manager()

    class Meta:
        verbose_name = "lening"
        verbose_name_plural = "leningen"
        ordering = ["-borrowed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "organisation"],
                name="borrowing_once",
                violation_error_message="Uw organisatie leent dit item al.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} leent {self.item}"


class Wish(SubmittedModel):
    """What somebody looked for and did not find: the shopping list of the project leader."""

    text = models.CharField("gezocht naar", max_length=120)
    wished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="door", null=True, related_name="+"
    )
    wished_at = models.DateTimeField("op", auto_now_add=True)
    answered_on = models.DateField("beantwoord op", null=True, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = "vraag"
        verbose_name_plural = "vragen aan de kast"
        ordering = ["-wished_at"]

    def __str__(self) -> str:
        return self.text


class SearchWord(models.Model):
    """A word that occurs in the cupboard, so that a typing error can be led to it."""

    word = models.CharField("woord", max_length=60, unique=True)

    class Meta:
        verbose_name = "zoekwoord"
        verbose_name_plural = "zoekwoorden"
        indexes = [GinIndex(fields=["word"], name="searchword_trigrams", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """Two words that mean the same to the people who search."""

    word = models.CharField("woord", max_length=60)
    other = models.CharField("betekent ook", max_length=60)

    class Meta:
        verbose_name = "synoniem"
        verbose_name_plural = "synoniemen"
        ordering = ["word", "other"]
        constraints = [
            models.UniqueConstraint(
                Lower("word"),
                Lower("other"),
                name="synonym_unique",
                violation_error_message="Dit paar woorden staat er al.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} = {self.other}"

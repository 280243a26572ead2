from django.db import migrations

DRAWERS = [
    (1, 1, "norm", "Norm", "Hoe laten we weten welk gedrag wij accepteren?"),
    (2, 3, "melden", "Melden", "Hoe krijgen we elk voorval gemeld?"),
    (3, 4, "registreren", "Registreren", "Hoe leggen we alles vast zonder veel werk?"),
    (4, 2, "trainen", "Trainen", "Hoe leren we omgaan met agressie?"),
    (5, 6, "reageren", "Reageren", "Hoe reageren we binnen 48 uur naar de dader?"),
    (6, 5, "aangifte", "Aangifte", "Hoe helpen we bij aangifte?"),
    (7, 7, "schade", "Schade verhalen", "Hoe krijgen we de schade terug?"),
    (8, 8, "nazorg", "Nazorg", "Hoe vangen we de collega en het team op?"),
    (9, 9, "preventie", "Preventie", "Hoe voorkomen we agressie, met gastvrijheid en inrichting?"),
]
THEMES = [
    ("gastvrijheid", "Gastvrijheid (hospitality)"),
    ("wijkteams", "Sociale wijkteams"),
    ("openbaar-vervoer", "Openbaar vervoer"),
    ("ziekenhuizen", "Ziekenhuizen"),
    ("integriteit", "Integriteit"),
    ("politieke-ambtsdragers", "Politieke ambtsdragers"),
    ("snelle-start", "Snelle start"),
]
SYNONYMS = [
    ("hospitality", "gastvrijheid"),
    ("gastvrijheid", "baliewerk"),
    ("dader", "veroorzaker"),
    ("opvang", "nazorg"),
    ("incident", "voorval"),
    ("pandverbod", "toegangsverbod"),
    ("huisregels", "norm"),
]


def fill(apps, schema_editor):
    drawer = apps.get_model("apothekerskast", "Drawer")
    for number, annex_number, slug, title, question in DRAWERS:
        drawer.objects.create(number=number, annex_number=annex_number, slug=slug, title=title, question=question)
    theme = apps.get_model("apothekerskast", "Theme")
    for slug, title in THEMES:
        theme.objects.create(slug=slug, title=title)
    synonym = apps.get_model("apothekerskast", "Synonym")
    for word, other in SYNONYMS:
        synonym.objects.create(word=word, other=other)


class Migration(migrations.Migration):
    dependencies = [("apothekerskast", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

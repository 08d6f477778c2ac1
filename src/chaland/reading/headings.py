"""The words people head their columns with, in French and English, and what each means to us."""

from chaland.kernel.text import fold, strip_invisible

FULL_NAME = "full_name"
CONSENT = "consent"
EMAIL_2 = "email_2"
KNOWN = ""
"""A heading we know, and read nothing from: revenue, points, notes."""

_WORDS = {
    "reference": (
        "reference|ref|reference client|ref client|code client|n client|no client|num client|numero client|"
        "numero de client|id client|client id|customer id|customer number|customer code|external id|"
        "id externe|identifiant|contact id|ext id|square customer id|reference id|internal id|id"
    ),
    "civility": (
        "civilite|civ|titre de civilite|titre|title|salutation|genre|sexe|gender|prefix|name prefix|politesse"
    ),
    "first_name": (
        "prenom|prenoms|first name|firstname|given name|prenom client|customer first name|forename|prenom usuel"
    ),
    "last_name": (
        "nom|nom de famille|nom client|last name|lastname|family name|surname|nom usuel|nom d usage|"
        "customer last name|name surname"
    ),
    FULL_NAME: (
        "nom complet|nom prenom|nom et prenom|noms et prenoms|prenom nom|prenom et nom|full name|fullname|"
        "name|customer name|client|contact|display name|nom prenoms|nom du client|file as|customer"
    ),
    "email": (
        "email|e mail|mail|courriel|adresse email|adresse e mail|adresse mail|email address|e mail address|"
        "adresse electronique|mel|email client|e mail 1 value|primary email|adresse courriel|mail client|"
        "email 1"
    ),
    EMAIL_2: "email 2|e mail 2 value|e mail 2 address|autre email|secondary email|email secondaire",
    "mobile": (
        "mobile|portable|tel portable|telephone portable|tel mobile|telephone mobile|gsm|n portable|"
        "no portable|numero de portable|numero portable|mobile phone|cell|cell phone|cellphone|sms|"
        "phone 1 value|num portable|mobile number|smartphone|n de portable|tel gsm|phone mobile"
    ),
    "phone": (
        "telephone|tel|tel fixe|telephone fixe|fixe|n telephone|n tel|numero de telephone|numero telephone|"
        "phone|phone number|telephone number|landline|landline number|home phone|tel domicile|"
        "telephone domicile|n fixe|primary phone|phone 2 value|business phone|default address phone"
    ),
    "address1": (
        "adresse|adresse 1|adresse1|adresse ligne 1|ligne 1|rue|voie|adresse postale|n et rue|address|"
        "address 1|address1|street|street address|address line 1|home street|address 1 street|"
        "default address address1|streetname|libelle voie|numero et voie|adresse client|physical address 1"
    ),
    "address2": (
        "adresse 2|adresse2|complement|complement d adresse|complement adresse|adresse ligne 2|batiment|"
        "address 2|address2|street 2|street2|address line 2|home street 2|default address address2|"
        "address 1 extended address|residence|physical address 2"
    ),
    "postcode": (
        "cp|code postal|codepostal|c p|code post|postcode|postal code|zip|zip code|zipcode|home postal code|"
        "address 1 postal code|default address zip|physical postcode"
    ),
    "city": (
        "ville|commune|localite|city|town|home city|address 1 city|default address city|physical city|"
        "bureau distributeur"
    ),
    "country": (
        "pays|country|country code|home country region|address 1 country|default address country code|"
        "code pays|country region|physical country|country id"
    ),
    "birthday": (
        "date de naissance|naissance|date naissance|ne le|nee le|ne e le|anniversaire|date anniversaire|ddn|"
        "birthday|birth date|birthdate|date of birth|dob|date d anniversaire|jour de naissance|naiss|"
        "date naiss"
    ),
    "card": (
        "carte|n carte|no carte|numero carte|numero de carte|carte de fidelite|carte fidelite|n de carte|"
        "n carte fidelite|numero de carte de fidelite|num carte|card|card number|loyalty card|loyalty number|"
        "card no|code barre|code barres|barcode|customer card|carte client|n carte client"
    ),
    "language": "langue|language|lang|preferred language",
    "profession": "profession|metier|job title|job|occupation|activite professionnelle|fonction",
    "hobbies": "loisirs|centres d interet|hobbies|hobby|interests|passions",
    "marital_status": "situation familiale|situation matrimoniale|marital status|etat civil",
    "household": "foyer|household|famille|n foyer",
    "household_size": "taille du foyer|nombre de personnes|personnes au foyer|household size|nb personnes",
    "children": "enfants|annees de naissance des enfants|children|enfants naissance",
    "store": (
        "magasin|boutique|store|point de vente|pdv|code magasin|store code|shop|magasin de reference|magasin d origine"
    ),
    CONSENT: (
        "optin|opt in|optin newsletter|opt in newsletter|newsletter|accord newsletter|consentement|"
        "consentement email|consentement e mail|optin email|opt in email|optin mail|optin sms|opt in sms|"
        "accepte newsletter|rgpd|consentement sms|accord email|accord sms|accepte les emails|accepte les sms|"
        "email opt in|sms opt in|accepts email marketing|accepts sms marketing|accepts marketing|consent|"
        "marketing consent|inscrit newsletter|abonne newsletter|email subscription status|optin time|"
        "offres par sms|offres par email|accord rgpd|mailing|optin commercial"
    ),
    KNOWN: (
        "ca|ca total|chiffre d affaires|dernier achat|date dernier achat|commentaire|commentaires|note|notes|"
        "remarque|remarques|observation|observations|points|solde points|nb visites|nombre de visites|"
        "visites|panier moyen|date creation|date de creation|cree le|created at|total spent|total orders|"
        "tags|societe|company|organisation|entreprise|raison sociale|remise|taux remise|member rating|"
        "optin ip|confirm time|confirm ip|last changed|leid|euid|tax exempt|middle name|suffix|departement|"
        "region|fax|organization name|labels|photo|is company|date optin|date opt in|date consentement|"
        "date du consentement|uid|revenue|last purchase|last visit|dernier passage|derniere visite|"
        "loyalty balance"
    ),
}
_NAMES = {word: name for name, words in _WORDS.items() for word in words.split("|")}
_LONGEST = 60
_OURS = {
    "first_name", "last_name", "email", "mobile", "phone", "address1", "address2", "postcode", "city", "country",
    "birthday", "card", "language", "reference", "civility", "store", "household", "household_size", "children",
    "profession", "hobbies", "marital_status",
}  # fmt: skip


def meaning(heading: str) -> str | None:
    """Return our name of what a heading says, `KNOWN` for one we read nothing from, None for one we do not know.

    >>> meaning("N° carte"), meaning("Tél. portable"), meaning("CA total"), meaning("Pointure")
    ('card', 'mobile', '', None)
    """
    if len(heading) > _LONGEST:
        return None
    key = fold(strip_invisible(heading))
    if (ours := key.replace(" ", "_")) in _OURS:
        return ours
    return _NAMES.get(key.removeprefix("n o ")) if key not in _NAMES else _NAMES[key]

"""Common given and family names of many places: what tells one column of names from the other."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


GIVEN = _names(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew "
    "anthony mark donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward "
    "jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin "
    "samuel gregory alexander patrick frank raymond jack dennis jerry tyler aaron jose adam nathan "
    "henry zachary peter kyle noah ethan jeremy walter christian keith roger terry harry sean liam "
    "oliver mason logan lucas elijah aiden owen luke isaac gabriel julian levi ian max felix leo hugo "
    "oscar finn theo mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa "
    "nancy betty sandra margaret ashley emily kimberly donna michelle carol amanda melissa deborah "
    "stephanie rebecca laura sharon cynthia dorothy amy kathleen angela shirley emma brenda pamela "
    "nicole anna samantha katherine christine helen debra rachel carolyn janet maria catherine heather "
    "diane olivia julie joyce victoria ruth virginia lauren kelly christina joan evelyn judith andrea "
    "hannah megan alice ann anne ana jane julia grace chloe zoe sophie sophia isabella ava mia "
    "charlotte amelia lily ella lucy eva bob tom tim jim joe bill mike dave steve chris alex sam ben "
    "dan nick tony matt greg jeff kate beth sue jenny kim cara cy hans klaus jürgen jörg wolfgang "
    "dieter uwe stefan andreas matthias sabine petra monika ursula heike birgit karin ingrid renate "
    "gisela anja katja jonas lukas leon moritz niklas tobias sebastian florian markus franz karl otto "
    "fritz lena leonie jean pierre michel philippe alain nicolas christophe françois frédéric laurent "
    "olivier julien antoine jacques louis camille chloé léa manon inès jade élodie amélie céline "
    "aurélie marie nathalie isabelle sylvie catherine francoise élise antonio manuel francisco juan "
    "javier josé carlos jesús alejandro miguel rafael pedro pablo sergio fernando luis jorge alberto "
    "diego carmen isabel dolores pilar teresa lucía sofía paula elena marta rosa cristina mercedes "
    "raquel beatriz giuseppe giovanni mario luigi andrea marco francesco alessandro lorenzo matteo "
    "giulia chiara francesca sara martina federica valentina alessia elisa paolo luca roberto stefano "
    "riccardo joão tiago rui inês catarina mariana gonçalo paulo jan pieter johan willem sanne daan "
    "sem lotte anouk femke bram lars sven erik nils björn göran anders mikael karin astrid johanna "
    "linnea freja ida olav kari ingrid solveig bjarne mette søren jens niels ole kirsten pekka juhani "
    "matti antti aino ivan dmitri dmitry sergei sergey alexei aleksandr mikhail nikolai vladimir igor "
    "oleg andrei natalia natalya olga tatiana svetlana irina ekaterina anastasia elena yulia иван "
    "дмитрий сергей алексей александр михаил николай владимир андрей ольга наталья татьяна светлана "
    "ирина екатерина анна мария елена piotr krzysztof andrzej tomasz paweł michał marcin łukasz jakub "
    "agnieszka katarzyna małgorzata magdalena joanna zofia wojciech jiří petr pavel tomáš jana eva "
    "hana lucie zsófia lászló istván jános gábor mehmet mustafa ahmet ali hüseyin hasan ayşe fatma "
    "emine zeynep elif emre murat mohammed muhammad mohamed ahmed omar youssef hassan hussein khalid "
    "ibrahim fatima aisha mariam layla zainab noor yasmin amir reza hamid raj rahul amit sanjay vijay "
    "arjun rohan anil sunil ravi priya pooja anjali neha deepa sunita lakshmi ananya divya kavita wei "
    "fang li ming jun xin mei ling hui yan hiroshi takashi kenji satoshi yuki haruto sota yui hanako "
    "sakura akira naoki minjun jihoon seoyeon jiwoo minh anh linh thảo huong trang tuan kwame kofi ama "
    "abena chidi ngozi amara oluwaseun tunde yaw siddharth ivo odette zara nina vera mila luna ines "
    "iris dora greta hugo bruno rita tina gina lola yara ciara siobhán aoife niamh padraig eoin rhys "
    "gareth megan eleni giorgos dimitris maría andré rené zoë noël renée chantal yvette simone"
)
"""Given names, in lower case."""

FAMILY = _names(
    "smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez "
    "gonzalez wilson anderson taylor moore jackson martin lee perez thompson white harris sanchez "
    "clark ramirez lewis robinson walker young allen king wright torres nguyen hill flores green adams "
    "nelson baker hall rivera campbell mitchell carter roberts gomez phillips evans turner diaz parker "
    "cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez ortiz morgan "
    "cooper peterson bailey reed howard ramos cox ward richardson watson brooks chavez wood bennett "
    "gray mendoza ruiz hughes price alvarez castillo sanders patel myers long ross foster jimenez "
    "powell jenkins perry russell sullivan bell coleman butler henderson barnes fisher vasquez simmons "
    "graham murray ford hamilton wallace hunt holmes palmer wagner black stone o'brien o'connor "
    "o'neill mcdonald mccarthy macleod kennedy walsh byrne ryan doyle gallagher fitzgerald lynch quinn "
    "müller schmidt schneider fischer weber meyer becker schulz hoffmann schäfer koch bauer richter "
    "klein wolf schröder neumann schwarz zimmermann braun krüger hofmann hartmann lange schmitt werner "
    "krause meier lehmann schmid schulze maier köhler herrmann könig walter mayer huber kaiser fuchs "
    "peters lang scholz möller weiß jung hahn vogel friedrich keller dubois durand leroy moreau "
    "laurent lefebvre michel bertrand roux fournier girard bonnet dupont lambert fontaine rousseau "
    "bernard petit robert mercier blanc guerin faure chevalier garnier gauthier perrin morin nicolas "
    "garcía fernández gonzález rodríguez lópez martínez sánchez pérez gómez martín jiménez ruiz "
    "hernández díaz moreno muñoz álvarez romero alonso gutiérrez navarro torres domínguez vázquez "
    "ramos gil ramírez serrano blanco molina suárez castro ortega delgado rubio rossi russo ferrari "
    "esposito bianchi romano colombo ricci marino greco bruno gallo conti costa giordano mancini rizzo "
    "lombardi moretti barbieri fontana silva santos oliveira souza pereira ferreira rodrigues almeida "
    "carvalho gomes ribeiro martins araújo costa lopes fernandes sousa teixeira moura nascimento lima "
    "jansen bakker visser smit meijer mulder bos vos peters hendriks dekker dijkstra vries berg "
    "johansson andersson karlsson nilsson eriksson larsson olsson persson svensson gustafsson "
    "lundqvist lindberg ljung lund berglund hansen johansen olsen larsen jensen nielsen pedersen "
    "andersen christensen rasmussen sørensen korhonen virtanen mäkinen nieminen hämäläinen kowalski "
    "nowak wiśniewski wójcik kamiński lewandowski zieliński szymański woźniak kowalska dąbrowski novák "
    "svoboda dvořák novotný černý horvat kovač nagy kovács tóth szabó horváth popescu ionescu ivanov "
    "petrov sidorov smirnov kuznetsov popov sokolov lebedev kozlov novikov volkov иванов петров "
    "сидоров смирнов кузнецов попов соколов лебедев иванова петрова смирнова кузнецова shevchenko "
    "kovalenko papadopoulos georgiou yılmaz kaya demir çelik şahin yıldız öztürk aydın khan ahmed "
    "hussain ali malik shah sharma singh kumar gupta verma reddy rao das mehta joshi nair iyer chopra "
    "kapoor wang zhang liu chen yang huang zhao wu zhou xu sun ma zhu lin guo he gao liang tanaka "
    "suzuki sato takahashi watanabe ito yamamoto nakamura kobayashi kato yoshida yamada sasaki kim "
    "park choi jung kang cho yoon jang lim nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi okafor "
    "adeyemi mensah owusu diallo traoré øst tran pham cohen levi mizrahi haddad mansour saleh hassan "
    "no yes ng yu ho oh"
)
"""Family names, in lower case."""

_HINTS: dict[str, tuple[str, ...]] = {
    "picture": ("picture", "avatar", "photo", "image", "pic", "gravatar", "thumbnail", "icon", "portrait"),
    "hash": ("password", "passwd", "pwd", "pass", "hash", "pw", "pwhash", "userpassword", "digest", "passwort",
         "crypt"),
    "salt": ("salt", "pepper", "sel"),
    "totp_secret": ("totp", "otp", "mfa", "twofactor", "2fa", "tfa", "authenticator", "secret"),
    "token": ("token", "apikey", "key", "etag", "order", "session", "nonce", "fingerprint", "checksum", "code",
         "color",
              "colour", "stamp", "cursor", "trace", "reference", "ref"),
    "email": ("email", "mail", "correo", "courriel"),
    "phone": ("phone", "mobile", "cell", "tel", "telephone", "telefon", "msisdn", "fax", "handy", "sms",
         "movil", "portable"),
    "given_name": ("firstname", "givenname", "first", "given", "forename", "fname", "prenom", "vorname",
         "nombre",
                   "middlename", "voornaam", "imie", "fornavn", "nome", "imya"),
    "family_name": ("lastname", "familyname", "last", "family", "surname", "lname", "nachname", "apellido",
         "apellidos",
                    "sn", "achternaam", "nazwisko", "sobrenome", "cognome", "efternavn", "secondname",
                    "familia", "nomfamille"),
    "name": ("fullname", "displayname", "name", "nom", "cn", "realname", "holder", "contact", "customer",
         "nomcomplet"),
    "username": ("username", "login", "nick", "nickname", "handle", "uid", "userlogin", "screenname", "alias",
         "account",
                 "samaccountname", "userid", "preferredusername", "slug", "nicename", "pseudo", "benutzer",
                 "loginname",
                 "usuario", "member"),
    "moment": ("at", "date", "time", "created", "updated", "modified", "joined", "login", "last", "seen",
         "birth", "dob",
               "birthday", "birthdate", "timestamp", "ts", "on", "registered", "expires", "changed", "since",
               "datum", "epoch",
               "lastlogin", "createdat", "confirmed", "verified", "lastseen", "signup", "lastlogon",
               "pwdlastset"),
    "boolean": ("is", "has", "active", "enabled", "verified", "blocked", "disabled", "locked", "optin",
         "newsletter", "flag",
                "confirmed", "deleted", "can", "banned", "staff", "superuser", "admin", "consent", "approved",
                "subscribed"),
    "locale": ("locale", "lang", "language", "sprache", "langue", "idioma", "culture"),
    "country": ("country", "land", "pays", "pais", "nation", "nationality", "cc"),
    "postal_code": ("zip", "postal", "postcode", "plz", "zipcode", "postalcode", "cp", "cep", "postleitzahl",
         "postnummer",
                    "pincode", "codepostal"),
    "id": ("id", "uuid", "guid", "pk", "key", "userid", "uid", "oid", "ref", "number", "no", "nr", "num",
         "customer", "sub",
           "sid", "objectid", "externalid", "legacyid"),
    "status": ("status", "state", "role", "type", "level", "plan", "tier", "group", "gender", "sex",
         "category", "provider",
               "theme", "currency", "segment", "title", "salutation", "source", "timezone", "kind", "stage"),
    "place": ("city", "town", "street", "address", "company", "organisation", "organization", "department",
         "job", "colour",
              "color", "product", "region", "county", "province", "city", "ort", "ville", "brand", "team",
              "pet", "species"),
    "number": ("count", "amount", "balance", "score", "points", "age", "logins", "attempts", "total", "visits",
         "qty",
               "price", "sum", "credits", "rank", "size", "height", "failed", "quantity", "orders", "n",
               "weight"),
}  # fmt: skip


def hints_of(column: str) -> frozenset[str]:
    """Name what a column's name speaks for; a hint only tips the scales between kinds that its values allow.

    Args:
        column: Such as `last_login`, `EmailAddress`, `usr-first-name`.
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFD", column) if not unicodedata.combining(sign))
    spaced = "".join(
        f" {sign}" if sign.isupper() and before.islower() else sign for before, sign in _pairs(bare)
    )
    parts = "".join(sign if sign.isalnum() else " " for sign in spaced.lower()).split()
    known = {*parts, "".join(parts), *("".join(pair) for pair in pairwise(parts))}
    return frozenset(
        hint for hint, names in _HINTS.items() if known & {*names, *(f"{name}s" for name in names)}
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return zip(f" {text}", text, strict=False)

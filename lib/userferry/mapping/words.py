"""The words that columns are named with, by what they mean; accents are dropped before they are looked up."""

SENSES: dict[str, str] = {
    "person": "benutzer pengguna nguoidung 사용자 회원 user users usr u t tbl member customer customers "
    "cust client acct account acc person profile kunde kunden klant usuario utente utilisateur uzytkownik "
    "uzytkownika anv anvandare kullanici cliente membre mitglied zakaznik пользователь клиент 会員 "
    "ユーザー 用户 客户 contact partner subscriber fe wp mdl ps oc my entity record local object entry "
    "cognito custom customfield primary main current legacy raw value your adherent uporabnik bruger "
    "kayttaja billing jos sys abonne",
    "flag": "is has flag flg bool yn was",
    "email": "surel 이메일 email mail emailaddress correo courriel epost eposta poczta почта почты "
    "メールアドレス メール 邮箱 电子邮件 邮件 emails courrielle mailadresse sahkoposti",
    "address": "alamat diachi 주소 address addr adresse adres direccion endereco indirizzo adress adresa "
    "адрес 住所 地址 addresses adresy",
    "id": "id uid uuid guid pk num number no nr nummer numero numer code codigo cod kod код 番号 sub "
    "identifier ident oid номер 编号 identifiant kennung cislo lopnummer numara ids",
    "name": "nama ten hoten 이름 name nome naam nom navn namn nombre nazwa jmeno isim имя 名前 nimi names",
    "given": "given firstname givenname forename fore fname prenom vorname voornaam fornamn fnamn fornavn "
    "imie ad adi имя 名 名字 primeiro krestni etunimi christian",
    "first": "first erster primer premier",
    "family": "family lastname familyname surname lname sn nachname achternaam apellido apellidos cognome "
    "sobrenome nazwisko efternamn enamn efternavn prijmeni soyad soyadi фамилия 姓 famille sur "
    "familienname secondname sukunimi",
    "full": "full fullname display displayname real realname complete complet completo nomcomplet фио "
    "氏名 姓名 cn vollstandiger anzeigename adsoyad",
    "middle": "middle middlename mname middleinitial patronymic отчество zwischen otchestvo tussenvoegsel",
    "username": "identifiant 아이디 tendangnhap username userlogin loginname benutzername gebruikersnaam "
    "pseudo samaccountname handle screenname uname логин 用户名 ユーザー名 nomutilisateur nombreusuario "
    "preferredusername logonname anvandarnamn kullaniciadi nazwauzytkownika nomeutente uid",
    "nick": "nick nickname spitzname surnom apodo apelido soprannome bijnaam smeknamn ニックネーム 昵称 "
    "alias rufname псевдоним takmaad przydomek",
    "login": "login signin sign logon logged lgn access visit visited seen activity connexion acceso "
    "accesso acesso anmeldung logowanie logowania inloggad inloggning giris inlog inloggen prihlaseni "
    "вход входа ログイン 登录 authenticated active connection logins visita connected online session",
    "last": "terakhir 마지막 last lst latest letzte letzter letzten derniere dernier ultimo ultima "
    "ostatnie ostatni senast senaste son laatste posledni последний последнего 最終 最后 sidste viimeinen "
    "recent",
    "password": "sandi katasandi matkhau 비밀번호 password passwd pwd pass pw pwhash pswd passwort "
    "kennwort contrasena contrasenia clave senha motdepasse mdp haslo heslo parola sifre losenord "
    "wachtwoord пароль пароля パスワード 密码 hash passhash digest crypt crypted encrypted hashed "
    "passwordhash userpassword adgangskode salasana 口令 scrypt argon bcrypt",
    "salt": "salt pepper sel",
    "totp": "totp otp mfa twofactor tfa authenticator secret otpsecret totpsecret",
    "token": "token tokens apikey key actkey loginkey session cookie nonce activation stamp rp captcha",
    "reset": "tentatives tentative echec intentos fallos tentativas versuche must force reset recovery "
    "remember forgot requested request resetting lockout failed fail failures attempts attempt tries "
    "expire expires expiry require requires",
    "lock": "lock lockout",
    "verified": "verified confirmed validated vrfd verif potwierdzony potwierdzone verifie confirme "
    "confirmado verificado bestatigt bevestigd confermato verificato подтвержден подтверждён 確認済み "
    "已验证 verification bekraftad overeny dogrulandi geverifieerd confirm confirmation bekreftet",
    "phone": "telepon sdt dienthoai 전화번호 전화 phone tel telephone telefon telefono telefoon telefone "
    "telefonnummer msisdn tlf puh телефон 電話 電話番号 电话 phonenumber fon phones rufnummer puhelin "
    "telef",
    "mobile": "hp 휴대폰 mobile mobil mobiel cell cellphone celular cellulare movil portable handy gsm "
    "mob 手机 携帯 携帯電話 komorka komorkowy мобильный cep matkapuhelin",
    "fax": "fax telefax",
    "work": "work office business home private other emergency buro domicile",
    "second": "second secondary alt alternate alternative other backup old previous",
    "blocked": "blocked block disabled disable locked lockedout banned ban suspended suspend gesperrt "
    "bloque bloqueado bloccato zablokowany zablokowane geblokkeerd sparrad blokovan engelli yasakli "
    "заблокирован 停止 封禁 禁用 deactivated inactive deaktiviert desactive inactivo inativo disabilitato "
    "sperre blocage blokada",
    "active": "hoatdong 활성 active enabled enable actv actif activo ativo attivo actief aktiv aktywny "
    "aktywne aktivni aktif активен активный 有効 启用 activated isactive attiva activa",
    "status": "status state estado stato etat stav durum статус 状態 状态 zustand tila",
    "approved": "approved accepted",
    "birth": "lahir ngaysinh 생년월일 생일 birth born dob birthday birthdate bday geburt geburts "
    "geburtsdatum nacimiento naissance nascimento nascita urodzenia narozeni fodelse dogum geboorte "
    "рождения 生年月日 生日 出生 fodsels geboren fodelsedatum syntyma",
    "created": "dibuat ngaytao 가입일 생성일 created create creation registered registration register reg "
    "regdate joined join signup added add inserted entered alta inscription inscrit anlage angelegt "
    "erstellt registriert registrierung cadastro creado criado iscrizione creato registrazione "
    "rejestracji rejestracja utworzono utworzenia registrace vytvoreno skapad registrerad kayit olusturma "
    "aangemaakt inschrijving регистрации регистрация создан создания 登録日 登録 注册 创建 作成日 cr "
    "crdate since enrolled ins registro creacion criacao oprettet opprettet luotu enrolment onboarded",
    "updated": "diubah mutiert 수정일 updated update modified modify changed change upd mod tstamp write "
    "edited geandert aktualisiert modifie actualizado atualizado modificado aggiornato zmieniono изменен "
    "изменения обновлен 更新日 更新 andrad gewijzigd modification lastmodified chg passchg gen updat",
    "logout": "logout logoff signout",
    "until": "until till through end ends start trial valid",
    "date": "date at on dt time ts timestamp datum data fecha tarih tarihi дата 日 日付 day am le utc "
    "epoch millis moment datetime when dato",
    "language": "lang language locale langue idioma lingua sprache jezyk sprak dil taal jazyk язык 言語 "
    "语言 culture langcode kieli sprog",
    "timezone": "timezone tz zoneinfo zeitzone fuseau timezoneoffset zone offset часовой タイムゾーン",
    "country": "country land pays pais nation nationality paese kraj ulke zeme страна 国 国家 countrycode "
    "nationalite maa",
    "city": "kota city town ort stadt ville ciudad cidade citta miasto mesto sehir stad город 市 城市 "
    "localita plaats wohnort locality commune kaupunki",
    "street": "street strasse rue calle rua via ulica ulice sokak straat gata улица house hausnummer 番地 "
    "streetaddress postadress",
    "zip": "zip zipcode postal postalcode postcode plz postleitzahl codepostal cp cep cap kodpocztowy "
    "pocztowy psc postakodu postnummer postnr индекс 郵便番号 邮编 pincode postnumero",
    "province": "province county region provincia bundesland wojewodztwo kraj departement canton область "
    "prefecture 都道府県 stateprovince",
    "company": "company firma empresa entreprise societe azienda bedrijf foretag sirket фирма компания "
    "организация 会社 会社名 公司 institution employer arbeitgeber ditta yritys virksomhed raisonsociale "
    "siret vat organisationsname",
    "org": "mandant cabang branch sucursal filiale filial niederlassung division organization "
    "organisation org tenant workspace organizacion organizacao organizacja team o",
    "job": "job jobtitle position occupation department dept profession beruf poste cargo puesto "
    "stanowisko abteilung meslek должность 部署 役職 职位 ou unit fonction afdeling",
    "title": "title salutation anrede civilite prefix honorific titel titre suffix titolo tratamiento "
    "titulo tytul",
    "rank": "nivel niveau livello poziom niva usertitle rank level trust badge",
    "gender": "genero gioitinh 성별 kelamin gender sex sexe geschlecht sexo sesso plec cinsiyet geslacht "
    "kon пол 性別 性别 pohlavi sukupuoli genre",
    "web": "website url homepage www web site blog linkedin twitter facebook skype icq aim yahoo msn "
    "instagram github webseite siteweb xing",
    "bio": "bio about signature sig biography description interests ueber aboutme presentation "
    "beschreibung",
    "note": "note notes comment comments remark bemerkung notiz notas reason uwagi kommentar remarque",
    "newsletter": "newsletter optin marketing subscribed consent accepts accept sms optout notify send "
    "stop subscription mailing bulletin notification notifications gdpr rgpd zgoda",
    "plan": "plan tier package abo tarif abonnement plano membership subscriptiontier abonament paket "
    "тариф プラン 套餐 subscriptionplan forfait",
    "type": "type typ kind class category segment lifecycle stage lead source provider channel tipo tag "
    "tags owner origin categorie kategorie",
    "role": "role roles rolle rol ruolo rola funcao roli роль 役割 角色 permission permissions "
    "authorities",
    "group": "group groups usergroup gruppe groupe grupo gruppo grupa группа memberof グループ 组 grp",
    "store": "store shop boutique tienda loja negozio",
    "count": "credit bal expense debt outstanding monthly quota limit wallet count counts posts postnum "
    "orders order total spent spend balance points score credits reputation visits referrals amount "
    "revenue logincount signincount purchases saldo solde guthaben puntos punkte delinquent currency "
    "paying guest exempt tax payment loyalty sso safe threads likes",
    "external": "legajo matricule matricula personalnummer employee empno nip badge external ext foreign "
    "crm erp sap salesforce stripe reports idnumber parent manager sponsor referrer",
    "ip": "ip ipaddress ipaddr",
    "auth": "auth authtype",
    "admin": "administrateur administrador amministratore beheerder admin superuser staff moderator "
    "superadmin administrator root issuperuser isadmin isstaff sysadmin",
    "copy": "normalized canonical clean lower lowered nicename constraint init cleaned upper search sort "
    "unverified canonicalized",
    "technical": "default version format hasher algorithm iterations question answer prefs params theme "
    "style realm identities credentials credential aud pid classname dn lockout concurrency temp "
    "temporary generated card federation link increment instance algo convert uidnumber class hash_type "
    "cart wishlist session_data actions disableable not before service",
    "deleted": "deleted delete removed archived trash geloescht geloscht supprime eliminado usuniety "
    "excluido удален 削除",
    "twofactor": "twofactorenabled mfaenabled 2fa",
    "picture": "picture avatar photo image pic gravatar thumbnail icon portrait photourl pictureurl "
    "avatarurl foto bild imagen imagem zdjecie фото 写真 头像 obrazek resim",
    "metadata": "metadata meta",
    "app": "app application",
    "actor": "by durch par por",
    "papers": "dni passport pasaporte ssn documento document cpf cnpj nif nie rut rg curp bsn pesel "
    "steuernummer codicefiscale",
}  # fmt: skip
"""Words by what they mean; a word may mean several things. Written for this package, not taken from a list."""

NOISE = frozenset({"person", "flag", "date"})
"""Senses that say whose a value is or that it is one, and nothing of what."""

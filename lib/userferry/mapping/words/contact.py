"""Words of columns that say where and how somebody is reached, by what they mean."""

SENSES: dict[str, str] = {
    "email": "adresemail correo correoelectronico courriel courrielle dianyou elec electronica electronico "
    "elektroniczna elektroniczny elektronnaya email emailaddress emailadres emailid emails emel epost "
    "eposta epostadress epostadresse imeru mail mailaddress mailadresse mails mejl meru pochta pochty "
    "poczta posta sahkoposti surel youxiang имейл мейл почта почты электронная メール メールアドレス "
    "电子邮件 邮件 邮箱 이메일",
    "phone": "contactno contactnumber denwa dh dianhua dienthoai festnetz fixe fon fonos landline lianxidianhua "
    "ligne lxdh msisdn nohp nomertelefona notelp ph phno phone phoneno phonenum phonenumber phones puh puhelin "
    "puhelinnumero rufnummer sdt tel tele telef telefon telefona telefone telefonnr telefonnummer telefono "
    "telefonos telefonski telefonszam telefonszama telefonu telefoon telefoonnummer teleph telephone "
    "telephonenumber telephones telepon telepone teli telno telnr telp telpon tilefono tlf tlfn tlfnr tlfnummer tlp "
    "телефон 电话 電話 電話番号 전화 전화번호",
    "mobile": "cel cell cellno cellphone cellulare celphone celular cep gsm gsmno gsmnr handphone handy handynummer "
    "hp kannykka keitai keitaidenwa komorka komorkowa komorkowy matkapuhelin mob mobiel mobielnummer "
    "mobil mobile mobileno mobilenumber mobilephone mobilni mobilnr mobilnummer mobilnyj mobiltelefon "
    "movil nohandphone ponsel portable portatil shouji shoujihao sj sotovy sotovyj telcel telefonkom "
    "telemovel teleport wapnumber мобильный мобильныйтелефон 手机 手机号 手机号码 携帯 携帯番号 携帯電話 "
    "핸드폰 휴대전화 휴대폰 휴대폰번호",
    "fax": "chuanzhen fakkusu faks fakssi fax faxe faxnr faxnumber ham pager telefax факс",
    "work": "arbeit bureau buro business casa desk dienst dienstlich domek domicile domov domowy emergencia "
    "emergency escritorio hem hjem home kantor kotona notfall office oficina ofis oncall other particular personal "
    "personale praca pracovni priv privat private prive pro sluzbowy trabajo trabalho travail tyo urgence werk work",
    "second": "additional alt alternate alternative anden andra backup backup2 drugi druhy extra ikinci kana lisa "
    "old other previous second secondaire secondario secondary secundaria secundario supplement toinen "
    "tweede zusatz zweite zweiter",
    "address": "addr address address1 addresses addressline adr adreca adres adresa adresas adreso adress adresse "
    "adresy alamat anschrift diachi dir direc direccion dizhi domicilio endereco indirizzo jusho jyusho "
    "lakcim logradouro lokacija morada osoite residence residencia wohnadresse endereço адрес 住所 地址 "
    "주소",
    "street": "adresselinje apartment appartement apt bairro banchi barrio batiment building cadde calle calles "
    "cislopopisne colonia complement complementary complemento district distrito dom duong etage etasje flat floor "
    "gata gate gateadr gateadresse gatuadress hausnr hausnummer house housenumber huisnr huisnummer husnr husnummer "
    "indir jalan jiedao katu katuosoite kelurahan kv kvartira lahiosoite line1 line2 mahalle mieszkanie numerdomu "
    "numext numint odos piso postadress quartier room rt rua rue rw sokak stockwerk straat straatnaam strada "
    "strasse street street1 street2 streetaddress streetno streetnr suite toevoeging ulica ulicabr ulice ulitsa "
    "ulitsata ulitza utca vej vejnavn verdieping via zimmer детальныйадрес дом квартира улица 市区町村 建物名 番地 "
    "街道 상세주소",
    "city": "birthplace chengshi cidade citta city ciudad commune comuna comune domicile geburtsort gemeente "
    "gemeinde gorod grad hely ilce ilcesi kabupaten kaupunki kecamatan kommun kommune kota kotamadya kotikunta lieu "
    "localidad localidade localita localitate localite locality location locations lugar luogo mesto mestobydliste "
    "miasto miejscowosc municipality municipio naselje obec oras orasul ort paikkakunta plaats plaatsnaam place "
    "poblacion poli postby postitoimipaikka postort poststed sehir sehri stad stadt telepules tempat thanhpho town "
    "varos ville villes wohnort woonplaatsnaam город населенный シティ 城市 市 도시",
    "zip": "cap cep codepostal codicepostale codigopostal codpostal cp cpostal indeks iranyito iranyitoszam "
    "irsz kodepos kodpoczt kodpocztowy pin pincode plz poczt pocztowa pocztowy postakod postakodu postal postalcode "
    "postanskibroj postcode postinumero postiosoite postkode postleitzahl postnr postnumero postnummer psc "
    "smerovacic tk youbian youzheng yubin yubinbango yuubin zip zipcd zipcode индекс 邮政编码 邮编 郵便番号 우편 "
    "우편번호",
    "province": "bundesland canton comarca county daerah departamento departement estado fylke judet judetul "
    "kantoni ken kraj laani lan megye oblast okres pref prefectur prefecture propinsi prov province provincia "
    "provincie provins provinsi raion regiao regio region regione regionid sheng staat stan stat state statecode "
    "stateprovince stato tinh uf wojew wojewodztwo zupanija область 都道府県",
    "country": "chora citizenship cittadinanza country countrycode countryid countryiso countryname drzava "
    "guojia iso2 kewarganegaraan kraj krajina kuni land landcode maa medborgarskap nacionalidad nacionalidade "
    "narodowosc nation nationalite nationaliteit nationality nazionalita negara obywatelstwo orszag paese pais pays "
    "quocgia staatsangehoerigkeit staatsangehorigkeit staatsburgerschaft statsborgerskap strana tara ulke uyruk "
    "valtio zeme гражданство страна 国 国名 国家 국가",
    "language": "bahasa culture dil dillang gengo i18n idioma idiomas jazyk jezik jezyk kieli lang langage langcode "
    "language languagecode languages langue limba lingua lingue lngfile locale nyelv prefered preflang "
    "spraak sprache sprak sprog taal talen yazyk yuyan язык 言語 语言 언어",
    "timezone": "aikavyohyke casovepasmo daylight dst fuseau fuseauhoraire fusohorario fusoorario gmt gmtoffset "
    "huso offset saatdilimi shiqu sommerzeit strefa strefaczasowa summertime taimuzon tidssone tidszone tijdzone "
    "timeoffset timezone timezoneoffset timezones tz utcoffset zeitzone zonahoraria zone zoneinfo часовой タイムゾーン",
    "web": "aim behance bitbucket blog blogs bluesky discord dribbble facebook fb github gitlab googleplus "
    "gplus gravatarurl hemsida hjemmeside hjemside homepage icq instagram internet irc jabber kakao kotisivu line "
    "link linkedin links mastodon matrix messenger msn msnm msnmessenger odnoklassniki orcid paginaweb pinterest qq "
    "reddit signal site siteinternet siteweb sitio sitoweb skype snapchat sns social socials steam strona stronawww "
    "telegram threads tiktok twitter url urls viber vk vkontakte web webadresse webpage websajt webseite website "
    "webstranka weburl wechat weibo weixin whatsapp www xing xmpp yahoo yim youtube zalo сайт ブログ ホームページ "
    "网站 웹사이트 홈페이지",
    "newsletter": "abonare abonat accept accepts alert alerts allowmailing allowmarketing benachrichtigung "
    "benachrichtigungen bildirim biuletyn boletin boletines bulletin bulten consenso consent consentimiento "
    "consents donotemail ebulten emailok erhalten feliratkozott frecuencia frequence frequency gdpr hirlevel "
    "infolettre informativo inscritonewsletter mailing mailinglist mailings mailling mailmaga mailok mailshot "
    "marketing marketingmails meldingen newsletter newsletteri nieuwsbrief notice noticias notifica notificacion "
    "notificaciones notificacoes notification notifications notifiche notify notifyprops novedades novidades "
    "novinky nyhedsbrev nyhetsbrev ontvangen opt opted optedin optin optout otrzymuj powiadomienia powiadomienie "
    "privacyconsent promo promotions pubblicita publicidad publicite push pushnotifications rassylka receber "
    "receive receives recevoir recibir reklame rgpd ricevere samtykke send sms soglasie souhlas stop subscribe "
    "subscribed subscription suostumus suscripcion suscrito tillatmail toestemming tsuchi unsubscribed uutiskirje "
    "uvedomlenie uvedomleniya werbung zgoda zgody zpravodaj подписка рассылка メルマガ 메일수신 수신동의",
    "wish": "afficher anonymous attachsig autologin autologout autoplay availability away background banner "
    "cacher cover dateformat disp display displays dnd do donotdisturb firstday format gizle goster hidden hide "
    "hideonline hourformat html htmlemail infinite invisible itemsperpage keep list listed listing mailer "
    "mailformat map maps masked masquer measure montrer mostra mostrar mute muted nascondi nayta not nsfw ocultar "
    "oeffentlich ooo outofoffice pagelength pagesize pageview perpage piilota plaintext prefer prefere preferido "
    "preferred prefers privacy private public publish receiveemail refresh rowsperpage scroll searchable show shown "
    "showonline sichtbar skjul sound sounds synlig timeformat ukryj units vacation verbergen viewemail viewmail vis "
    "visibility visible visivel wallpaper want wants weekstart widoczny wish wishes zeigen zobrazit zoom",
    "geo": "breitengrad coordinates coords geo geolocation laengengrad lat latitud latitude lng lon longitud "
    "longitude",
    "provider": "amazon apple azure bitbucket dingtalk discord facebook gitee github gitlab google kakao line "
    "linkedin mailru microsoft naver okta steam twitch twitter vk vkontakte wechat weibo yandex",
    "allow": "allow allowed allows autorise autoriser consente erlauben erlaubt permit permite permitir pozwol "
    "tillad tillat toestaan",
    "setting": "accent asetukset collapsed color colors colorscheme colour configuracion configuracoes darkmode "
    "dashboard desktheme editormode einstellung einstellungen font fonts fontsize homescreen impostazioni "
    "indstillinger innstillinger installningar instellingen keyboard landingpage layout menu nastroyki option "
    "options palette parametres preference preferences preferencia preferencias preferencje preferenze prefs props "
    "setting settings shortcut shortcuts sidebar skin startpage style template theme usertheme ustawienia "
    "voorkeuren wysiwyg",
    "pgp": "fingerprint gpg gpgid gpgkey pgp pgpfingerprint pgpkey publickey",
}  # fmt: skip

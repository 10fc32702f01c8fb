"""Words of columns that say where and how somebody is reached, by what they mean."""

SENSES: dict[str, str] = {
    "email": "adresemail correo correoelectronico courriel courrielle dianyou elec electronica electronico "
    "elektroniczna elektroniczny elektronnaya email emailaddress emailadres emailid emails emel epost "
    "eposta epostadress epostadresse imeru mail mailaddress mailadresse mails mejl meru pochta pochty "
    "poczta posta sahkoposti surel youxiang имейл мейл почта почты электронная メール メールアドレス "
    "电子邮件 邮件 邮箱 이메일",
    "phone": "contactno contactnumber denwa dh dianhua dienthoai festnetz fixe fon fonos landline lianxidianhua "
    "ligne lxdh msisdn nohp nomertelefona notelp ph phno phone phoneno phonenum phonenumber phones puh "
    "puhelin puhelinnumero rufnummer sdt tel tele telef telefon telefona telefone telefonnr telefonnummer "
    "telefono telefonos telefonski telefonszam telefonu telefoon telefoonnummer teleph telephone "
    "telephonenumber telephones telepon telepone teli telno telnr telp telpon tlf tlfn tlfnr tlfnummer "
    "tlp телефон 电话 電話 電話番号 전화 전화번호",
    "mobile": "cel cell cellno cellphone cellulare celphone celular cep gsm gsmno gsmnr handphone handy handynummer "
    "hp kannykka keitai keitaidenwa komorka komorkowa komorkowy matkapuhelin mob mobiel mobielnummer "
    "mobil mobile mobileno mobilenumber mobilephone mobilni mobilnr mobilnummer mobilnyj mobiltelefon "
    "movil nohandphone ponsel portable portatil shouji shoujihao sj sotovy sotovyj telcel telefonkom "
    "telemovel teleport wapnumber мобильный мобильныйтелефон 手机 手机号 手机号码 携帯 携帯番号 携帯電話 "
    "핸드폰 휴대전화 휴대폰 휴대폰번호",
    "fax": "chuanzhen fakkusu faks fakssi fax faxe faxnr faxnumber telefax факс",
    "work": "arbeit bureau buro business casa dienst dienstlich domek domicile domov domowy emergencia emergency "
    "escritorio hem hjem home kantor kotona notfall office oficina ofis oncall other particular personal "
    "personale praca pracovni priv privat private prive pro sluzbowy trabajo trabalho travail tyo urgence "
    "werk work",
    "second": "additional alt alternate alternative anden andra backup backup2 drugi druhy extra ikinci kana lisa "
    "old other previous second secondaire secondario secondary secundaria secundario supplement toinen "
    "tweede zusatz zweite zweiter",
    "address": "addr address address1 addresses addressline adr adreca adres adresa adresas adreso adress adresse "
    "adresy alamat anschrift diachi dir direc direccion dizhi domicilio endereco indirizzo jusho jyusho "
    "lakcim logradouro lokacija morada osoite residence residencia wohnadresse endereço адрес 住所 地址 "
    "주소",
    "street": "adresselinje apartment appartement apt bairro banchi barrio batiment building cadde calle calles "
    "cislopopisne colonia complement complementary complemento district distrito dom flat gata gate "
    "gateadr gateadresse gatuadress hausnr hausnummer house housenumber huisnr huisnummer husnr husnummer "
    "indir jalan jiedao katu katuosoite kelurahan kv kvartira lahiosoite line1 line2 mahalle mieszkanie "
    "numerdomu numext numint postadress quartier rt rua rue rw sokak straat straatnaam strasse street "
    "street1 street2 streetaddress streetno streetnr suite toevoeging ulica ulice ulitsa ulitza vej "
    "vejnavn via детальныйадрес дом квартира улица 市区町村 建物名 番地 街道 상세주소",
    "city": "birthplace chengshi cidade citta city ciudad commune comuna comune domicile geburtsort gemeente "
    "gemeinde geo geolocation gorod grad hely ilce ilcesi kabupaten kaupunki kecamatan kommun kommune "
    "kota kotamadya kotikunta lat latitude lieu lng localidad localidade localita localite locality "
    "location locations lon longitude lugar luogo mesto mestobydliste miasto miejscowosc municipality "
    "municipio naselje ort paikkakunta plaats plaatsnaam place poblacion postby postitoimipaikka postort "
    "poststed sehir sehri stad stadt tempat thanhpho town ville villes wohnort woonplaatsnaam город "
    "населенный シティ 城市 市 도시",
    "zip": "cap cep codepostal codicepostale codigopostal codpostal cp cpostal indeks iranyitoszam irsz kodepos "
    "kodpoczt kodpocztowy pin pincode plz poczt pocztowa pocztowy postakod postakodu postal postalcode "
    "postcode postinumero postiosoite postkode postleitzahl postnr postnumero postnummer psc smerovacic "
    "youbian youzheng yubin yubinbango yuubin zip zipcd zipcode индекс 邮政编码 邮编 郵便番号 우편 "
    "우편번호",
    "province": "bundesland canton comarca county daerah departamento departement estado fylke kantoni ken kraj laani "
    "lan oblast okres pref prefectur prefecture propinsi prov province provincia provincie provins "
    "provinsi raion regiao regio region regione regionid sheng staat stan stat state statecode "
    "stateprovince stato tinh uf wojew wojewodztwo область 都道府県",
    "country": "citizenship cittadinanza country countrycode countryid countryiso countryname drzava guojia iso2 "
    "kewarganegaraan kraj kuni land landcode maa medborgarskap nacionalidad nacionalidade narodowosc "
    "nation nationalite nationaliteit nationality nazionalita negara obywatelstwo paese pais pays quocgia "
    "staatsangehoerigkeit staatsangehorigkeit staatsburgerschaft statsborgerskap strana ulke uyruk valtio "
    "zeme гражданство страна 国 国名 国家 국가",
    "language": "bahasa culture dil dillang gengo i18n idioma idiomas jazyk jezik jezyk kieli lang langage langcode "
    "language languagecode languages langue limba lingua lingue lngfile locale nyelv prefered preflang "
    "spraak sprache sprak sprog taal talen yazyk yuyan язык 言語 语言 언어",
    "timezone": "aikavyohyke casovepasmo fuseau fuseauhoraire fusohorario fusoorario gmt gmtoffset huso offset "
    "saatdilimi shiqu strefa strefaczasowa taimuzon tidssone tidszone tijdzone timeoffset timezone "
    "timezoneoffset timezones tz utcoffset zeitzone zonahoraria zone zoneinfo часовой タイムゾーン",
    "web": "aim blog blogs discord facebook fb github googleplus gplus gravatarurl hemsida hjemmeside hjemside "
    "homepage icq instagram internet jabber kakao kotisivu line link linkedin links mastodon messenger "
    "msn odnoklassniki orcid paginaweb pinterest qq reddit site siteinternet siteweb sitio sitoweb skype "
    "snapchat sns social socials strona stronawww telegram tiktok twitter url urls viber vk vkontakte web "
    "webadresse webpage websajt webseite website webstranka weburl wechat weibo weixin whatsapp www xing "
    "xmpp yahoo youtube zalo сайт ブログ ホームページ 网站 웹사이트 홈페이지",
    "newsletter": "accept accepts alert alerts allowmailing allowmarketing biuletyn boletin boletines bulletin bulten "
    "consenso consent consentimiento donotemail ebulten emailok gdpr infolettre informativo "
    "inscritonewsletter mailing mailinglist mailings mailling mailok mailshot marketing marketingmails "
    "newsletter nieuwsbrief notification notifications notify notifyprops novinky nyhedsbrev nyhetsbrev "
    "optin optout privacyconsent promo promotions pubblicita publicidad publicite pushnotifications "
    "rassylka reklame rgpd samtykke send sms soglasie souhlas stop subscribe subscribed subscription "
    "suostumus suscripcion suscrito tillatmail toestemming unsubscribed uutiskirje werbung zgoda zgody "
    "zpravodaj подписка рассылка メルマガ 메일수신 수신동의",
    "wish": "afficher allow allowed allows away background banner cacher cover dateformat dnd do donotdisturb "
    "format gizle goster hide hourformat invisible keep listed mailer mailformat map maps masquer measure "
    "montrer mostra mostrar mute muted nascondi nayta not ocultar oeffentlich ooo outofoffice piilota "
    "prefer prefers privacy private public publish searchable show shown showonline sichtbar skjul sound "
    "sounds synlig timeformat ukryj units vacation verbergen vis visibility visible visivel wallpaper "
    "want wants widoczny wish wishes zeigen zobrazit zoom",
}  # fmt: skip

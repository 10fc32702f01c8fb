"""Words of columns that say what a system writes down, by what they mean."""

SENSES: dict[str, str] = {
    "id": "countryid fk guid id ident identifiant identifier ids languageid lopnummer oid pk primarykey "
    "recordid regionid rowid rownum srl sub uid uuid",
    "number": "bango bangou bianhao cislo cod code codice codigo haoma kennung kod kode nmr no nomer nomor nr nro "
    "num numara number numer numero nummer код номер номера № 号 号码 番号 编号 번호",
    "external": "badge barcode barkod braintree cardnumber chargebee clientnumber costcenter costcentre crm "
    "custnr customernumber dealer dingtalk empfohlen employee employeeid employeenum employeenumber empno erp "
    "expediente ext extern external externalid externalidentifier externid extid foreign foreignid gonghao guardian "
    "hubspot idnumber integration intercom invited invitedby invitedfrom inviter janrain jasennumero kostenstelle "
    "kundennr ldap ldapid legacyid legajo leidinggevende lidnummer manager matricola matricula matriculation "
    "matricule matrikel matrikelnr matrikelnummer medlemsnr medlemsnummer membernumber membershipnumber "
    "mitarbeiternummer mitgliedsnummer nim nip nis nisn noinduk npm nrp numerolegajo oauth officialcode oldid "
    "olduserid openid opiskelijanumero paddle parent parentid paypal personalnr personalnummer personnelnumber "
    "recomendado recommend recommended recommender refered referredby referrer refext registrationnumber remote "
    "remoteid reports reportsto rfid rne salesforce saml samlid sap scim seller sicil sponsor staffid stripe "
    "studentid studentnumber supervisor supplier tabelnyj unionid uniqid uniqueid upline vendor vorgesetzter "
    "wxopenid xmlid xuehao",
    "ip": "adresseip clientip host hostname ip ipaddr ipaddress ipadres ipadresse iplogin ipv4 joinip lastip "
    "loginip memberip regip",
    "created": "aangemaakt add added addtime aderito adesione adhesion aggiunto agrege alta angelegt anlage "
    "beitritt beitrittsdatum bergabung cadastro chuangjian cr crdate crea creacion creada creado creadoen creata "
    "create created createtime creation creationtime creato cree creee criacao criado crt daftar dataregistracii "
    "dateadded datec datecreated datecreation depuis desde dibuat dodania dodano dodany dodato eintritt enrolled "
    "enrolment entered erstellt firstbuy firstseen hinzugefuegt hire hired hiring indmeldt ingresado ingreso "
    "innmeldt inregistrare inregistrarii inregistrat ins insc inschrijving inscripcion inscripciones inscription "
    "inscrit insert inserted inserts intrede iscritto iscriz iscrizione join joined joining kaydi kaydolma kayit "
    "kayittarihi kreirano lasttimecreated letrehozva lidsinds lisatty luonti luontipvm luotu medlemsiden memberdate "
    "mitgliedseit ngaytao olusturma onboard onboarded oppr opprettet opret oprettet reg regdate register registered "
    "registrace registracii registraciya registration registrazione registrerad registriert registrierung "
    "registrirano registro registrovany regisztracio regisztralt regtime rejestracja rejestracji rejestrowany "
    "rekisteroity rekisteroitymispaiva sakusei seit signedup signup signupdate since sinds skapad sozdan sozdaniya "
    "tilmeldt toegevoegd touroku utworzenia utworzono vytvoreno zaklad zalozen zalozenia zalozeno zhuce регистрации "
    "регистрация регистрирован создан создания 作成 作成日 入会日 创建 加入 注册 登録 登録日 登録日時 가입 가입일 "
    "등록일 생성 생성일",
    "updated": "actualizado actualizat aenderung aenderungsdatum aendret aggiornamento aggiornata aggiornato "
    "aktualisiert aktualizace aktualizacji andrad atualizado azurirano bijgewerkt change changed changement chg "
    "degistirilme diedit diperbarui diubah edit edited endret geaendert geandert gen gengxin gewijzigd guncelleme "
    "guncellendi izmenen izmeneniya koushin lastchange lastedit lastmodif lastmodified lastupdate lastupdated maj "
    "mod modif modificacao modificacion modificada modificado modification modifie modified modify modositas "
    "modositva modtime modyfikacja modyfikacji muokattu muokkaus mutiert obnovlen paivitetty passchg rettet revisi "
    "sync synced synchronized touched tstamp upd updat update updated updatetime uppdaterad uppdaterat upraveno upt "
    "veraendert wijziging write zmena zmeneno zmiany zmieniono изменен изменения изменено обновлен обновлено 修改 変更 "
    "更新 更新日 변경 수정 수정일",
    "logout": "logoff logout signout",
    "until": "ate austritt baja bis deactivation end ended ends finish fino geldig giltig gueltig gyldig hasta "
    "jusque leave leaving left lidtot quit reactivated reactivation resignation start stop suspension terminated "
    "termination through till tot trial until utmeldt valid",
    "expiry": "ablauf ablaufdatum accountexpiry bitis caducidad dateexpiry echeance expdate expiration "
    "expirationdate expirationtime expire expired expires expiry expirydate guoqi istekaet kadaluarsa "
    "kadaluwarsa platnost scadenza udlob utgar utlop validto validuntil vanheneminen vencimento "
    "vencimiento verloop verloopdatum vervaldatum waznosc wygasa wygasniecia yukokigen",
    "date": "aika am at bi cas czas dat data datahora dataora date datetime dato datum datumtijd day days dt dta "
    "dtm dttm el em epoch fch fec fecha heure hi hora le millis moment ms ngay nichiji on op paivamaara "
    "paivays pvm riqi saat shijian tanggal tarih tarihi tempo temps tgl tid tidspunkt tiempo tijd time "
    "timestamp timestampx tms tmst ts unix utc vremya when zaman zeit zeitpunkt время дата день 日 日付 "
    "日時 时间 時刻 時間 시간 일 일시",
    "count": "aantal achievements adet alertsunread allowance amount answers antal anzahl articles average avg "
    "badges bakiye bal balance balans bandwidth bodovi body bonus bonuses bookmarks bought bounces broj buys "
    "buytimes buytotal bytes call calls cant cantidad capacity cash celkem cnt coin coins commission conversation "
    "conversations count counts credit crediti credito credits daily debt delinquent desconto descuento devices "
    "discount disk diskspace downloads editcount edits entries exp expense expenses experience factures fatture fee "
    "fees follower followers following forum friend friends gaji gehalt gems gesamt gold guthaben hit hits hourly "
    "hours income indirim invitations invites invoice invoices jifen jumlah kaisu karma karmabad karmagood kol "
    "kolichestvo kontostand kredit kredyt kudos liczba lifetime likes limit limits loans logincnt logincount logins "
    "lohn loyalty lukumaara maara maas mails max maximum mean message messages min minimum money monthly nb news "
    "numberof ocki order orders outstanding paying payment pisteet plata pm pms poang pocet pointo points pontok "
    "pontos pontszam postnum posts projects provision puan puncte punkte punkty punti puntos purchases pv qtd "
    "quantidade quantita questions quota rabat rabatt rate rating ratings razem rechnung referrals remise rep "
    "replies reply repos repositories reputation revenue reviews reward rewards risk safe salario salary saldo "
    "sayisi sconto score shuliang signincount solde solutions spend spendings spent sso stars stipendio storage "
    "streak subscribers successions sum summa tax threads times topics toplam totaal total totale totaux trophies "
    "ukupno umsatz unread unseen unviewed uploads usage used uv view views visits vote votes wage wallet warning "
    "warnings weekly xp yearly yhteensa баланс баллы ポイント 余额 积分 잔액 포인트",
    "currency": "currencies currency devise huobi mena moeda moneda parabirimi tsuka valuta valyuta waehrung waluta",
    "plan": "abo abonament abonelik abonnement abonnements contract contratto cycle forfait licence licencia "
    "license loyaltytier membership membershiplevel membershiptype nextbilling package paid paket paketti plan "
    "plano premium prenumeration pricing product renew renewal seat subscriptionid subscriptionlevel "
    "subscriptionplan subscriptionstatus subscriptiontier taocan tarief tarif tarifa tariff tier vertrag тариф "
    "プラン 套餐",
    "type": "accountmode affiliate affiliates agent bron browser campaign categ categoria categorias categorie "
    "category channel channelid class codestat cohort coupon device druh dtype fonte herkunft import imported "
    "istochnik kalla kampagne kategori kategoria kategoriat kategorie kategorii kaynak keywords kilde kind kinds "
    "klass label labels lahde laiyuan lead leixing lifecycle lifecyclestage method methode mode origem origen "
    "origin origine os owner platform plattform price pricelist pricing provider quelle referer referral "
    "registersource rodzaj segment shubetsu source stage stat subtype tag tagging tags tipe tipo tipus tipuser tur "
    "turu typ type typeid tyyppi useragent usertype utm utmsource vid voucher vrsta zdroj zrodlo тип 種別 类型 유형",
    "rank": "badge dengji grad grade grades grado grau jishu kaikyuu level levelid livello niva nivaa niveau "
    "nivel poziom priority rank ranking reputationlevel seviye taso tingkat tingkatan trust uroven usertitle vip "
    "ранг ランク 積分等級 等级 등급",
    "store": "boutique butik butikk cuahang dianpu dukkan filiaal kauppa loja magasin magaza magazin negozio "
    "obchod shop shopid sklep store storeid subshop subshopid tenpo tienda toko",
    "note": "aantekening aciklamalar adminnote adnotacja adnotacje anmerkung anmerkungen annotazioni beizhu "
    "bemerkung bemerkungen bikou borrowernotes catatan comentario comentarios comment commentaire commentaires "
    "commenti commento comments huomautukset huomautus info infos internalcomment internalnote kommentaar kommentar "
    "kommentariy lisatiedot lisatieto megjegyzes memo merknad merknader msg muistiinpano napomena napomene notas "
    "note noted notes notice notitie notities notiz obs observacion observaciones observacoes observatie observatii "
    "opac opacnote opmerk opmerking opmerkingen osservazioni poznamka poznamky primechanie reason remark remarks "
    "remarque simeioseis staffnote uwaga uwagi zaznam комментарий примечание примечания メモ 備考 备注 备注信息 "
    "메모 비고",
    "copy": "canonical canonicalized canonicalname clean cleaned constraint emaildomain emailhash emailhost "
    "fulltext init kaifa lower lowercase lowered lowername md5email metaphone newemail nicename "
    "normalized search slug slugs sort sortname soundex unconfirmed unverified upper",
    "technical": "actions algo algorithm answer aud billingcid cal calendar card cardlast cardtype cart "
    "checksum class classname concurrency config configuration convert createdby creator credential credentials "
    "cronjob crypttype csrfsecret cursor disableable dn docstatus encode encoder encryption enctype etag federation "
    "format gateway generated hash_type hashalgo hasher hashtype hashver hint htmleditor identities idx increment "
    "instance iterations lastfour link lockout locktype lockversion mfatype notifycount onboardingstep paging "
    "params passwordformat pid poilayer question questionid questions realm resethash revision revisions rowversion "
    "scheme securityq selector sendwelcome serialized session_data sortorder temp temporary tour tutorial ui "
    "uidnumber version welcome welcomemessage widget widgets wishlist",
    "metadata": "meta metadata",
    "app": "app application",
    "actor": "addedby author autor autore by byuser creadopor createdby createdbyid criadopor dibuatoleh durch "
    "enteredby modifiedby oleh olehuser operator par por updatedbyid whodid",
    "extra": "additionaldata attribute attributes custom customattributes customdata customfields details "
    "extension extensions extra extradata extras fields payload properties property xfields",
    "default": "default defaut defecto domyslny padrao predefinito standaard standard vorgabe vychozi",
}  # fmt: skip

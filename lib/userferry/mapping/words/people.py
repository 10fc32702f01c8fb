"""Words of columns that say who somebody is, by what they mean."""

SENSES: dict[str, str] = {
    "person": "abonne acc account accounts acct adh adherent alumno alumnos aluno anggota anv anvandare asiakas "
    "asiakkaat auteur auteure auteurs benutzer benutzers billing borrower bruger bruker brukere client cliente "
    "clients cognito compte cont conta contact contacts cuenta current cust custom customer customers customfield "
    "empr entity entry estudiante fe gebruikers henkilo huiyuan ich jos kaiin karyawan kayttaja kayttajat klant "
    "klienci klienta kokyaku konta konto korisnik kullanici kunde kunden kunder leden legacy lid local mahasiswa "
    "main mdl medarbejder medewerker medlem medlemmar member members membre membres membro membros mitglied musteri "
    "my nguoidung object oc osoba partner patron pegawai pelanggan pemain pengguna people person persona personne "
    "personnes persoon pessoa player polzovatel polzovateli polzovatelya primary profile ps raw reader record "
    "rekord schueler siswa socio socios student students subscriber sys t tbl u uporabnik uporabniki user userinfo "
    "users usr usuario usuarios utente utenti utilisateur utilisateurs uye uzivatel uzivatele uzytkownicy "
    "uzytkownik uzytkownika value werknemer wp yonghu your zakaznici zakaznik клиент клиента пользователь "
    "пользователя ユーザー 会員 客 客户 用户 顧客 사용자 회원",
    "flag": "are bool boolean er es est esta flag flagge flg for has is ist ja jest of the was with yn",
    "name": "denumire hoten ime isim jmeno mingcheng mingzi naam nama namae name names namn namnet navn navne "
    "nazev nazwa nev nimi nm nom nombre nombres nome nomi nume ten xm имени имя 名前 이름",
    "given": "christian etunimet etunimi firstname firstnm fname fnamn fore forename fornamn fornavn fornavne "
    "given givenname gname imie imja imya jmena keresztnev keresztneve kresti krestneime krestni krstne mei "
    "namegiven nombres nomepropio onoma pirmas prenom prenoms prenume prenumele primeiro roepnaam utonev vardas "
    "vname voornaam vorname имя 名 名字",
    "first": "ensimmainen erste erster first forste ilk pertama pervoe pervyj pierwsza pierwszy premier prima "
    "primer primera primero primo prvni 初回 最初 首次 첫",
    "family": "achternaam achternamen ap apaterno apellido apellidos cognome csaladnev efternamn efternavn "
    "enamn eponimo eponymo etternavn familia familie familienaam familienname familija familiya famille family "
    "familyname lastname lastnm lname marga materno nachnaam nachname nazwisko nomdefamille nomfamille nomusuel "
    "numele paterno patronyme pavarde perheimi prezime priezvisko priimek prijmeni primerapellido sei sirname sn "
    "sobrenome soyad soyadi soyisim soyismi sukunimi surname surnames vezeteknev xing фамилия 姓",
    "full": "adisoyadi adsoyad anzeige anzeigename cn complet complete completo denominazione display displayname "
    "full fullname fullnm fulnavn hotennv imienazwisko jmenoprijmeni kokonimi lengkap namalengkap "
    "namesurname navneheltnavn nazwiskoimie nombrecompleto nomcomplet nomecompleto nomeintero nominativo "
    "nomprenom ragione real realname seimei shimei shiming volledig volledige vollername vollname "
    "vollstandiger xingming полноеимя фио 姓名 氏名 真实姓名 성명",
    "middle": "dedeisim infix insertion mellannamn mellomnavn middle middleinitial middlename middlenm mname "
    "otchestvo othername othernames patronym patronymic prefixname secondname tussenvoegsel "
    "tussenvoegsels voorvoegsel voorvoegsels zwischen отчество",
    "username": "akun anmeldename anvandarnamn benutzername brugernavn brukernavn felhasznalonev gebruikersnaam "
    "handle identifiant inlognaam kayttajatunnus korisnickoime kullaniciadi loginid loginnaam loginname "
    "logonname nazwauzytkownika nombredeusuario nombreusuario nomdutilisateur nomeutente nomutilisateur "
    "nutzername preferredusername pseudo samaccountname screen screenname tendangnhap tunnus uid uname "
    "uporabniskoime userlogin username usernm usuariologin utilizador uzivatelske uzivatelskejmeno "
    "yonghuming yuzamei имяпользователя логин ユーザー名 ログインid 用户名 用户账号 账号 아이디",
    "nick": "alias apelido apodo bijnaam hernam kallenavn lakap nick nickname nicknm nik nikname prezdivka "
    "przezwisko przydomek pseudo pseudonym rufname smeknamn soprannome spitzname surnom takmaad псевдоним "
    "ニックネーム 别名 昵称 暱稱 닉네임",
    "title": "aanhef aanspreektitel abrev akad akademik akadtitel anrede appellation chenghu civil civilite "
    "civility gelar hitap hitsignelse honorific honorifics keisho obrashchenie osloveni oslovovani prefix "
    "prefixtitle qualificatif sal saluation salut salutation suffix suffixname tiltale tiltaleform titel "
    "title titolo titre titulatuur titulo tratamiento tytul zwrot",
    "gender": "cinsiyet fylo gender gendre genero genre genus geschlecht geslacht geslachtcode gioi gioitinh "
    "jenis jeniskelamin jk jnskelamin kelamin kjonn koen kyonn mf nem neme nemi plec pohlavi pohlavie pohlaviko pol "
    "seibetsu sesso sex sexe sexes sexo spol spolul sukup sukupuoli xingbie пол 性別 性别 성별 성별코드",
    "birth": "age alter bday birth birthdate birthday birthdt birthyear born chusheng datanasc datanasterii "
    "datenaissance datnaiss datumnarodenia datumrodenja ddn dob dogum dogumgunu dogumtarihi edad eta fechanac "
    "fecnac fodelse fodelsear fodelsedatum fodsels fodselsar fodt geb gebdat gebdatum geboorte geboortedatum "
    "geboren gebursdatum geburt geburts geburtsdatum geburtsjahr geburtstag gennisis idade lahir nac nacimiento "
    "nacto naiss naissance narodenia narozen narozeni nasc nascimento nascita nastere nasterii nato ngaysinh "
    "rodenja rodenje roj rozhdenie rozhdeniya seinengappi shengri sinhdatum syntyma syntymaaika syntymapaiva "
    "syntymavuosi szuldatum szuletes szuletesi tanggallahir tanjoubi tgllahir ur urodz urodzenia vek verjaardag "
    "wiek возраст датарождения рождения 出生 年齢 年龄 生年月日 生日 나이 생년월일 생일",
    "personal": "agama allergies allergy aspirations avatarcolor ayah bildung blood bloodtype blutgruppe "
    "burgerlijke children civilstand civilstatus conjoint degree diet dietary din diploma diplomas disability "
    "educacao educacion education educational egitim emergencycontact emergencyname enfants enrolment estadocivil "
    "ethnicity etudes eye faculta facultad faculte faculty fakultaet fakultas familienstand father favcolor "
    "favorite favourites food formation fumador fumatore goals golongan gpa graduation gruposanguineo "
    "grupposanguigno hair height hijos hobbies hobby ibu ilgi iniciales initialen initiales initials iniziali "
    "intereses interessen interessi interest interests intrest jurusan kawin kids kin kinder koulutus madre mae "
    "major marital maritalstatus medenihal mother music nextofkin nok openarea padre pai parents perkawinan prodi "
    "pronoun pronouns pushing race raucher relatives religiao religion religione richting sang sangre sanguineo "
    "seniority shirt shoe situationfamiliale size smoker spoken spouse stanciwilny stancywilny statonascita studies "
    "study teach tiposangre tshirt uskonto utbildning utdanning vegetarian voorletters vzdelani weight "
    "wyksztalcenie wyznanie xueli zainteresowania zajmy zodiac вероисповедание 婚姻 宗教",
    "papers": "aadhaar aadhar afm amka ausweis ausweisnummer bank bankaccount bic bsn cccd cedula cf ci cmnd cnp "
    "cnpj codfisc codicefiscale cpf cpr cprnr cui curp dni docnumber document documentnumber documento "
    "documenttype driver driverlicense driverslicense drivinglicense dui egn fiscale fodselsnummer "
    "henkilotunnus hetu iban ic icno idcard identidad identificacion identificativo identitycard "
    "identityno imss ine inn jmbg kimlik kimlikno kontonummer ktp licenseplate mykad nationalid "
    "nationalidno nie nif nir noktp npwp nss numsecu ogrn oib pan pasaporte paspoort passaporto passeport "
    "passnummer passport paszport personalausweis personnr personnummer pesel rekening rekeningnummer rfc "
    "rg rodnecislo rut secu sfz shenfenzheng snils social socialsecurity sozialversicherungsnummer ssn "
    "ssnr steuernummer svnr tckimlik tckimlikno tckn tipodoc инн паспорт снилс マイナンバー 身份证 "
    "身份证号 주민등록번호",
    "job": "abteilung afdeling ammatti angajat arbejde avdeling avdelning beroep beruf bolum bumen busho career "
    "cargo chucvu competences dep department dept designation dolzhnost dzial emploi especialidad expertise "
    "fonction fonctions funcao funcion functie funktie funktion gorev jabatan job jobrole jobtitle mansione meslek "
    "metier nghenghiep occ occup occupation occupations ocupacao ocupacion oddeleni osasto otdel ou pekerjaan "
    "position poste povolani pozice practice prof profesi profesion profession professiya profissao puesto "
    "qualifica responsibility shokugyou skills specialite speciality specialization specialty stanowiska stanowisko "
    "stilling tyotehtava unit unvan yakushoku yrke zamestnani zanimanie zawod zhiwei zhiye должность профессия 役職 "
    "职业 职位 職業 部署 부서 직업 직책",
    "company": "adoszam affiliation arbeitgeber azienda aziendale bedrijf bedrijfsnaam branche btw btwnummer "
    "businessname cegnev college company companyname congty cvr dic ditta ecole employer employers empresa empresas "
    "entreprise escola escuela etablissement firma firmaname firmanavn firmu firmy foretag foretagsnamn gongsi "
    "hospital ico industry instansi institution iva kaisha kaishamei kompaniya kvk nazwafirmy okul organisationname "
    "organisationsname orgnr partitaiva perusahaan piva raisonsociale rs school schule scuola settore siret sirket "
    "sirketadi skola soc societe societes spolecnost steuernr taxid taxno taxnumber universita universite "
    "university unternehmen ustid ustidnr vat vatid vatnumber virksomhed yrityksen yritys yritysnimi ytunnus "
    "компания организация фирма 会社 会社名 公司",
    "org": "afdelingid agence agencia agenzia branch branchid cabang cabangid campus clinic divisao divisi "
    "division entite entities fili filial filiale filialen kantoor klinik mandant niederlassung "
    "niederlassungen o org organisation organizacao organizacion organizacja organization organizationid "
    "orgid sede sedes sektor standort sucursal sucursales team tenant tenantid workspace",
    "bio": "about aboutme aboutyou aciklama beschreibung beskrivelse beskrivning bio biografia biographie "
    "biography descricao descripcion description descrizione headline intro introduction jianjie jieshao "
    "jikoshoukai keterangan kuvaus lebenslauf motto opis personaltext popis presentation presentationtext "
    "quote resume selfintro sig signature slogan statustext summary tagline tanitim ueber vita",
    "picture": "anh anhdaidien avatar avatarpath avatarurl bild bilde billede fotka foto fotografia fotografie "
    "fotoprofil gambar gazo gravatar icon image imagem imagen imagenes images imageurl immagine immagini "
    "kepala kuva logo obraz obrazek photo photopath photoprofil photos photourl pic picture pictureuri "
    "pictureurl portrait profilbild profileimage profilephoto profilepic profilepicture profilkuva resim "
    "resmi thumbnail touxiang tuxiang userimage userphoto zdjecie zhaopian аватар фото プロフィール画像 "
    "写真 头像 照片 사진",
    "short": "breve corto court curto kort krotki kurz short",
    "reading": "birthname former formername furigana geburtsname hurigana kana kanaview maiden maidenname "
    "nomdenaissance nomjeunefille nomnaissance yomi yomigana ふりがな よみ カナ フリガナ ヨミ 氏名カナ 読み",
}  # fmt: skip

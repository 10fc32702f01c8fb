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
    "flag": "and ar are bin bool boolean das de degli dei del della dello dem den der des du er es est esta et ez "
    "flag flagge flg has ind is ist ja jest l la le les med mi mit mu na och of og para per pour the til till und "
    "van ve von war was y yn ze",
    "name": "asiakasnimi denumire hoten ime isim jmeno jmenozakaznika klantnaam kundenamn kundenavn kundenname "
    "kundname kundnamn medlemsnavn mingcheng mingzi mitgliedsname musteriadi naam nama namae name names namn namnet "
    "navn navne navnet nazev nazevzakaznika nazwa nazwaklienta nev nimi nm nom nombre nombrecliente nombres "
    "nomclient nome nomecliente nomedocliente nomi nume numeclient ten ugyfelneve xm имени имя 会員名 名前 客户名 客户名称 氏名名 "
    "顧客名 고객성명 고객이름 이름",
    "given": "adi christian etunimet etunimi firstname firstnm fname fnamn fore forename fornamn fornamnet fornavn "
    "fornavne given givenname gname ima imie imja imya isimler ismi jmena keresztnev keresztneve kresti krestneime "
    "krestni krstne mei namegiven nombres nomepropio onoma pirmas prenom prenoms prenume prenumele primeiro "
    "primernombre roepnaam rufname utonev vardas vname voornaam voornamen vorname vornamen имя 名 名字",
    "first": "ensimmainen erste erster first forste ilk pertama pervoe pervyj pierwsza pierwszy premier prima "
    "primer primera primero primo prvni 初回 最初 首次 첫",
    "family": "achternaam achternamen ap apaterno apellido apellidos cognome csaladnev efternamn efternavn enamn "
    "eponimo eponymo etternavn familia familie familienaam familienname familija familiya famille family familyname "
    "lastname lastnm lname marga materno nachnaam nachname nazwisko nomdefamille nomfamille nomusuel numele paterno "
    "patronyme pavarde perheimi prezime priezvisko priimek prijmeni primerapellido sei sirname sn sobrenome soyad "
    "soyadi soyadiniz soyisim soyismi sukunimi surname surnames vezeteknev xing фамилия 姓 氏",
    "full": "adisoyadi adsoyad adsoyadi alumnoa anzeige anzeigename apellidosnombres apellidosynombres cn "
    "cognomenome complet complete completename completo contactname customername denominazione display displayname "
    "firstandlast firstlast fornavnefternavn full fullname fullnames fullnm fulnavn guestname hotennv hovaten "
    "imieinazwiska imieinazwisko imienazwisko isimsoyisim jmenoaprijmeni jmenoprijmeni kokonimi lengkap "
    "menoapriezvisko nachnamevorname namalengkap nameandsurname namesurname namevorname namnfornamn navneheltnavn "
    "nazwiskoiimie nazwiskoimie nombreapellidos nombrecompleto nombresyapellidos nombreyapellido nombreyapellidos "
    "nomcomplet nomecompleto nomeecognome nomeesobrenome nomeintero nomeprenome nometprenom nominativo nomprenom "
    "nomsetprenoms numecomplet numeprenume numesiprenume patronname prenomnom prijmeniajmeno ragione real realname "
    "seimei shimei shiming studentname teljesnev volledig volledige vollername vollname vollstandiger "
    "voorenachternaam vornamenachname vorundnachname wholename xingming имяфамилия полноеимя фио фиоклиента お名前 "
    "会员姓名 名前 姓名 客户姓名 氏名 真实姓名 联系人 联系人姓名 고객명 성명 성함 회원명",
    "middle": "adellijk amaterno apellidomaterno dedeisim deuxiemeprenom doktorname drugieimie ikinciad ikinciisim "
    "infix iniciales initial initialen initiales initials iniziali insertion materno mellannamn mellomnavn middle "
    "middleinitial middlename middlenm mittelname mname namenszusatz nobiliary otcestvo otchestvo othername "
    "othernames particle patronym patronymic prefixname secondlastname secondname secondoname secondsurname "
    "segundoapellido segundonombre segundosobrenome tussenvoegsel tussenvoegsels voorletters voorvoegsel "
    "voorvoegsels zweitname zwischen отчество",
    "username": "akun anmeldename anvandarnamn benutzername brugernavn brukernavn felhasznalonev gebruikersnaam "
    "handle identifiant inlognaam kayttajatunnus korisnickoime kullaniciadi loginid loginnaam loginname logonname "
    "nazwauzytkownika nombredeusuario nombreusuario nomdutilisateur nomeutente nomutilisateur nutzername "
    "preferredusername pseudo samaccountname screen screenname tendangnhap tunnus uid uname uporabniskoime "
    "userlogin username usernm usrlogin usrname usuariologin utilizador uzivatelske uzivatelskejmeno yonghuming "
    "yuzamei имяпользователя логин ユーザー名 ログインid 用户名 用户账号 账号 아이디",
    "nick": "alias aliasname apelido apodo becenev bijnaam calledname displayalias gamertag goesby hernam ign "
    "ingame kallenavn knownas ksywa kutsumanimi lakabi lakap nick nickn nickname nicknm nik nikname porecla "
    "preferredname prezdivka prezyvka przezwisko przydomek pseudo pseudonym psn rufname smeknamn soprannome "
    "spelersnaam spielername spitzname steamname surnom takmaad tilltalsnamn кличка ник никнейм псевдоним あだ名 "
    "ニックネーム 别名 呢称 愛称 昵称 暱稱 网名 닉네임 별명 별칭",
    "title": "aanhef aanspreektitel abrev akad akademik akademischertitel akadtitel anrede anredecode anredetext "
    "appellation briefanrede chenghu civil civilite civility dr formuladresa formuleadresse gelar hitap hitapsekli "
    "hitsignelse honorific honorificprefix honorifics honorificsuffix individualprefix individualsuffix keisho "
    "megszolitas mrmrs nameprefix namesuffix obrashchenie osloveni oslovovani prefix prefixtitle qualificatif sal "
    "saluation salut salutation salutationtitle suffix suffixname tiltale tiltaleform titel title titolo "
    "titoloonorifico titre tittel titteli titulacademico titulature titulatuur titulo titulpred titulpredjmenem "
    "titulza titulzajmenem tratament tratamento tratamiento tytul tytulnaukowy zwrot обращение 敬称 称呼 称谓 존칭 호칭",
    "gender": "anredegeschlecht cinsiyet cinsiyeti fylo gender genderid gendername gendre genero generoid genre "
    "genus geschl geschlecht geslacht geslachtcode gioi gioitinh jenis jeniskelamin jk jnskelamin kelamin kjonn "
    "kjonnkode koen konid kyonn mf nem neme nemi nemkod plec plecid pohlavi pohlavie pohlaviko pohlavikod pol "
    "seibetsu sesso sessogenere sex sexcode sexe sexeid sexes sexo sexoid sexul spol spolul sukup sukupuoli "
    "sukupuolikoodi xingbie пол пола 性別 性别 男女 성별 성별구분 성별코드",
    "birth": "age alter alterjahre annastere annees anosedad bdate bday bdaydate birth birthdate birthday "
    "birthdayday birthdaymonth birthdayyear birthdt birthmonth birthyear born chusheng datadinascita datanarodzenia "
    "datanasc datanascimento datanascita datanasterii dataurodzenia datedenaissance datenaiss datenaissance "
    "dateofbirth datnaiss datnar datumnarodenia datumnarozeni datumrodenja ddn dnascita dob dogum dogumgunu "
    "dogumtarihi dogumyeri dogumyili dtnasc dtnascimento edad edadanos eta fechadenacimiento fechanac "
    "fechanacimiento fecnac fodd fodelse fodelseaar fodelsear fodelsedag fodelsedatum fodelsetid fodsels fodselsaar "
    "fodselsar fodselsdag fodselsdato fodt geb gebdat gebdatum gebjahr geboorte geboortedatum geboren geborenam "
    "gebursdatum geburt geburts geburtsd geburtsdatum geburtsjahr geburtstag gennisis idade ika lahir nac "
    "nacimiento nacto naiss naissance narodenia narozen narozeni narozeny nasc nascimento nascimentodata nascita "
    "nastere nasterii nato neeele neele nele ngaysinh ngaythangnamsinh rocznik rodenja rodenje roj rokurodzenia "
    "rozden rozhdenie rozhdeniya seinengappi shengri sinhdatum syntyma syntymaaika syntymapaiva syntymavuosi "
    "syntynyt szuldat szuldatum szuletes szuletesi szuletesiido tanggallahir tanjoubi tgllahir ur urodz urodzenia "
    "vek verjaardag wiek yas yasi yob возраст годрождения датарожд датарождения деньрождения др рождения 出生 出生年月 "
    "出生日期 年齢 年龄 年龄段 生まれ 生年月日 生日 誕生日 나이 만나이 생년 생년월일 생일 생일일",
    "feast": "aniversario aniversariocasamento anniversaries anniversary boda bodas brollop bryllup bryllupsdag "
    "casamento datemariage eskuvo evlilik evliliktarihi evlilikyildonumu haapaiva hochzeit hochzeitsdatum "
    "hochzeitstag huwelijk imienin imieniny jahrestag mariage marriage marriagedate matrimonio nameday namenstag "
    "namnsdag nevnap nimipaiva nunta onomastico rocznicaslubu slub svatba svatek trouwdag trouwdatum wedding "
    "weddinganniversary weddingdate 結婚記念日 纪念日 記念日 결혼기념일 기념일",
    "picture": "anh anhdaidien ava avatar avatarfile avatarimage avatarpath avatarurl bild bilde bildpfad bildurl "
    "billede face fenykep fotka foto fotografia fotografie fotoprofil fotourl gambar gazo gravatar headshot image "
    "imagem imagen imagenes images imageuri imageurl img imgpath imgurl immagine immagini kepala kuva lichtbild "
    "logo mugshot obraz obrazek passbild passfoto photo photofile photopath photopic photoprofil photos photourl "
    "pic picture pictureuri pictureurl portrait portraitfoto poza profilbild profileimage profilephoto profilepic "
    "profilepicture profilepictureurl profilfoto profilfotourl profilkep profilkuva profilovka resim resmi selfie "
    "thumbnail touxiang tuxiang urlfoto urlimagen userimage userphoto userpic userpicture zdjecie zdjecieprofilowe "
    "zhaopian аватар автар фото фотография アイコン プロフィール写真 プロフィール画像 写真 头像 头像地址 照片 사진 프로필사진 프로필이미지",
    "bio": "about aboutme aboutyou aciklama beschreibung beskrivelse beskrivning bio biografia biographie "
    "biography descricao descripcion description descrizione headline intro introduction jianjie jieshao "
    "jikoshoukai keterangan kuvaus lebenslauf motto opis personaltext popis presentation presentationtext "
    "quote resume selfintro sig signature slogan statustext summary tagline tanitim ueber vita",
    "short": "breve corto court curto kort krotki kurz short",
    "reading": "birthname former formername furigana geburtsname hurigana kana kanaview maiden maidenname "
    "nomdenaissance nomjeunefille nomnaissance yomi yomigana ふりがな よみ カナ フリガナ ヨミ 氏名カナ 読み",
}  # fmt: skip

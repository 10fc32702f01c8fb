"""Words of columns that say how somebody gets in, by what they mean."""

SENSES: dict[str, str] = {
    "login": "acces acceso access accessed accesso acesso acessos active activity aktivitaet aktivnost aktywnosc "
    "anmeldedatum anmeldung autentificare autentificat authed authenticated authentication autologin bejelentkezes "
    "belepes belepett besuch conexion connected connection connexion curlogin denglu dernierlogin eingeloggt "
    "einloggen engligne giris indlogget indlogning ingreso inlog inloggad inloggen inloggning innlogget innlogging "
    "kirjautuminen kirjautunut lastactivity lastlogged lastlogintime lasttime lgn logged loggedin logget login "
    "logins logon logowania logowanie masuk online oturum posetil poslednivhod posledniy previouslogin prevlogin "
    "prihlasen prihlaseni prihlasenie prihlasovani prijava rogin seen session sign signedin signin signon "
    "ultimoacesso vhod vhoda visit visita visite visited visiting wejscie zalogowania zalogowany zugriff вход входа "
    "ログイン 登录",
    "last": "current dernie dernier derniere derniers laatst laatste last latest letzte letzten letzter letztes lst "
    "ost ostatni ostatnie posl posledn posledne posledni poslednij posledniy poslednyaya previous previously recent "
    "saigo saishu senast senaste sidst sidste sist son sonuncu terakhir terakhirnya ult ultim ultima ultime ultimo "
    "ultimos ultimul utolso viimeinen viimeisin viimeksi zadnja zadnji zuiho zuletzt последнего последний 最后 "
    "最后一次 最終 最终 最近 마지막 최근 최종",
    "password": "adgangskode authpassword clave contrasena contrasenia contrasenna contrasenya contrasinal "
    "credential credentials geslo hashedpassword hashpass hasla haslo heslem heslo jelszava jelszo katakunci "
    "katasandi kennwort klucz kodeord losenord lozinka lozinkahash matkhau mdp mima mima1 motdepass motdepasse "
    "motpasse palavrapasse parol parola parolahash parool pass passcode passe passhashed passord passphrase passw "
    "passwd password passwordhash passwordmd passwort passwortklar passwrd pasuwado pinkod psw pswd pswrd pw pwd "
    "pwdhash pwhash salasana salasanat sandi senha sifrahash sifre sifrehash slaptazodis sleutelwoord userpass "
    "userpassword userpwd wachtw wachtwoord zaporka пароль пароля パスワード 口令 密码 暗証 비밀번호 비번",
    "digest": "argon bcrypt crypt crypted digest encrypted hash hashed md5 scrypt sha1 хеш хэш",
    "salt": "pepper sal salasuola sale salt salz sel sol solt tuz zout соль",
    "totp": "authenticator authenticatorkey ga googleauth googleauthenticator mfa mfasecret otp otpkey otpsecret "
    "secret tfa totp totpkey totpsecret twofa twofactor twofactorsecret twofasecret",
    "twofactor": "2fa 2faenabled 2sv factor googleauthenabled hassso is2fa issso mfa2 mfaactive mfaenabled "
    "multifactor otpenabled otprequired passkeys ssoenabled sv totpenabled twofaconfirmed twofactoractivated "
    "twofactorenabled twofactorenrolled twofaenabled twostep twosteps usesso usetotp usingtotp webauthn",
    "token": "accesskey activation activationcode activationkey actkey alea apikey apikeys authcode authkey "
    "backupcodes captcha checkword confirmationkey confirmkey contactkey cookie cookies csrf devicetoken fcm gcm "
    "hashcode jwt keepalive key loginkey nonce oauthtoken onesignal passkey passwordticket persist privatekey "
    "publickey pushtoken rands recoverycodes refreshtoken regkey rememberme rp secretkey securitystamp sess sessid "
    "session sessionid sshkey stamp ticket tickets token tokens unsubscribe uuidtoken verificationcode webhook",
    "reset": "attempt attempts badlogin cannot deneme denemesi echec erreurs errors essai essais fail failed "
    "failedattempts failedlogins fails failure failures fallos fehlerhaft fehlversuche force forgot forgotten "
    "forsog forsok intento intentos invalid lockout loginattempts loginfailure loginversuche mistakes must newpass "
    "newpasswd newpassword nieudane nieudanych passwordreset popytki popytok prob proba proby pwreset recover "
    "recoverpass recovery remember requested require requires reset resetting tempt tentativa tentativas tentative "
    "tentatives tries versuch versuche wrong yritykset",
    "verified": "activatedemail authenticated bekraeftet bekraftad bekreftet bestatigt bevestigd certified certify "
    "confermato confirm confirmado confirmation confirme confirmed confirmedemail dogrulandi dogrulanmis "
    "doubleoptin emailverify emailverifydate geprueft geverifieerd isverified overen overeny podtverzhden "
    "podtverzhdenie potwierdzona potwierdzone potwierdzony proven terverifikasi vahvistettu validated validation "
    "validering validierung varmistettu verif verificado verificata verification verificato verifie verified "
    "verifies verifisert verifiziert verify verifydate verifytime vrfd zweryfikowana zweryfikowany подтвержден "
    "подтверждён 已验证 確認済み 認証 인증",
    "blocked": "askiya ban banat banlist banned banni barred blocage blocat bloccata bloccato block blockdate "
    "blocked blockiert blockiertam blokada blokeli blokir blokiran blokland bloklandi blokovan bloque bloqueada "
    "bloqueado bloquee bloqueio bloqueo bloquer deactivate deactivated deaktiveret deaktivert deaktiviert "
    "deaktivoitu denied deny desabilitado desactivado desactive desativado deshabilitado diblokir disabilitato "
    "disable disabled dongjie engel engellendi engellenmis engelli estbloque estetty excluded expelled forbidden "
    "freeze freezed frozen geblokkeerd geschlossen geschorst gesperrt gesperrtam inactif inactivado inactive "
    "inactivo inaktiivinen inaktiv inativo inattivo inhabilitada inhabilitado intercept intercepted isbanned "
    "isblock isblocked isbloque isdisabled karaliste kicked kilitli laast letiltas letiltott letiltva locked "
    "lockedout lukittu nonaktif opgeschort pasif pausiert porttikielto prohibit prohibited revoked sospeso spammer "
    "sparrad sperr sperrdatum sperre sperret sperrgrund sperrung stillgelegt suspend suspended suspendido suspendu "
    "suspensa suspensiondate suspenso tingyong verrouille vypnuto wylaczony yasakli zabanowany zablokirovan "
    "zablokovan zablokovano zablokovany zablokowane zablokowany zabranjen zakazan zamknuty zawieszony zbanowany "
    "блокирован забанен заблокирован отключен отключён 停止 停用 冻结 封号 封禁 無効 禁止 禁用 정지 차단",
    "active": "abilitado abilitata abilitato accountactive actief actif activ activa activada activado activat "
    "activated active activite activo actv aktif aktifmi aktiivinen aktiv aktivalt aktivan aktive aktiven aktiverad "
    "aktiveret aktivert aktivna aktivni aktivny aktivovan aktivovany aktivstatus aktywne aktywny aktywowany "
    "allowlogin ativa ativado ativo attiva attivato attivo availabilityind available availableind canlogin "
    "deystvuyet deystvuyushchiy disponible enable enabled enabledflag enablelogin engedelyezett etkin freigegeben "
    "freigeschaltet gueltig habilitada habilitado habilitados habilite hoatdong ingeschakeld inuse isactive "
    "isenabled kaytossa loginallowed loginenabled neaktivan operational povoleno qiyong weballow wlaczony youxiao "
    "zapnuto активен активный включен включён действует 启用 有効 유효 활성",
    "status": "control durum durumu estado estadocuenta estatus etat jotai presence situacao situacion situation "
    "situazione sostojanie sostoyanie stan stanje state stato status statut stav tila tilanne tilstand zhuangtai "
    "zustand статус 状态 状態 상태",
    "approved": "accepted approuve approved aprobado aprobata aprovado engedelyezve freigabe genehmigt godkand "
    "godkendt godkjent jovahagyva kyc moderated onay onaylandi onaylanmis onayli schvaleno shenhe terms tos "
    "zatwierdzenie zatwierdzony одобрен",
    "lock": "geblokkeerd lock lockdate locked lockedout lockout verrouillage verrouille",
    "role": "accesslevel acl akses authorities authority behorighet berechtigung berechtigungen capabilities "
    "capability derechos diritti dostep droit droits funcao hak hakakses jiaose kayttooikeus kengen oikeudet "
    "opravneni papel perfil perm permessi permiso permisos permission permissions permissoes perms prava prawa "
    "privilege privileges privilegi quanxian recht rechte rechten rettigheder rettighet rettigheter right rights "
    "rol rola role roleid rolename roles roli roll rolle rolleid rollen rooli ruolo scope scopes uloha uprawnienia "
    "uprawnienie userlevel vaitro yetki yetkiler права роль 役割 权限 権限 角色 권한 역할",
    "group": "arbeitsgruppe audience audiences ausschuss bannhom bereich bizottsag board categoriemembre circle "
    "circles classe cohorts comissao comissoes comite comites commissie commissies commissioni committee committees "
    "crew csoport csoportja dienste familygroup fenzu foyer gemeinde groep groepen groepnaam group groupe groupid "
    "groups grp gruba grubu grubun grup grupa grupe gruplar gruplari grupo grupos gruppe gruppen gruppenid "
    "gruppenname grupper gruppi gruppo gruppoid guruppu haushalt hauskreis household householdid kelas kelompok "
    "klasa klasse komisja komite komitee kommission kommitte kreis listids membergroup memberof nhom nombregrupo "
    "nomegrupo nomegruppo nomgroupe qunzu ryhma segmenti segmento segmentos segments skupina skupine skupinu "
    "skupiny squad subgroup subgroups toimikunta turma udvalg ugroup undergroup undergruppe untergruppe usergroup "
    "usergroups utvalg vybor группа группы グループ 用户组 组 그룹",
    "auth": "auth authentification authmethod authmode authmodule authprovider authservice authsource authtype "
    "externalauth federated federation identityprovider idp ldapauth loginsource logintype sso",
    "admin": "admin adminflags administrador administrateur administrator amministratore auditor beheerder "
    "gestionnaire isadmin isadministrator ismoderator isstaff issuperuser moderator owneradmin root spravce staff "
    "superadmin superuser superusr sysadmin sysop verwalter webmaster webmestre yllapitaja yonetici админ "
    "администратор 管理员 管理者 관리자",
    "can": "able adult can cancreate canpost canupload capable complete completed deliverability deliverable exempt "
    "exempted featured hold incomplete internal isbot late limitcommands limited may mustpay onhold overide "
    "overides override overrides overriding pending permit permitted primarycontact readonly restrict self spam "
    "suppress suppressed suppressions system taxexempt trusted unlimited unrestricted verifiedbadge whitelisted",
    "deleted": "apagado archive archived archives borrado borttagen cancellata cancellato dateremoved delat delete "
    "deleted deletedat delflag delflg dihapus effacado eliminado eliminato excluido geloescht geloscht gewist hapus "
    "isarchived isdel isdelete isdeleted poistettu purge raderad removed sakujo shanchu silindi silinmis skasowany "
    "slettet smazan smazano supprime supprimee taikai taikaiflg trash trashed udalen usuniety verwijderd vymazano "
    "wasdeleted xoa удален удалён 削除 退会 삭제 탈퇴 탈퇴일",
    "asked": "request requested sending sent",
    "actor": "",
}  # fmt: skip

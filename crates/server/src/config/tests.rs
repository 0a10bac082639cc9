#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use super::*;

fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cardamom.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn refusal(sources: &Sources) -> String {
    match Config::load(sources) {
        Ok(_) => panic!("this must be refused"),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn the_defaults_stand_by_themselves_and_agree_with_the_code() {
    let config = Config::load(&Sources::default()).unwrap();
    let (file, code) = (format!("{:?}", config.orders), format!("{:?}", OrderSettings::default()));
    assert_eq!(file, code);
    assert!(config.server.base_url().is_none() && config.database.url().is_none());
    assert!(config.keys.key_file.is_none() && config.metrics.token().is_none());
    assert_eq!(config.server.listen.port(), 8080);
}

#[test]
fn acts_that_need_a_second_person_are_known_ones() {
    let of = |text: &str| {
        let (folder, path) = file(text);
        (folder, Sources { file: Some(path), ..Sources::default() })
    };
    let known = Config::load(&Sources::default()).unwrap().people.second_person().unwrap();
    let acts: Vec<&str> = known.acts.iter().map(|act| act.code()).collect();
    assert_eq!((acts, known.lives), (vec!["give_admin", "take_admin", "close_merchant"], Span::hours(72)));
    let (_folder, none) = of("[people]\nsecond_person = []\n");
    assert!(Config::load(&none).unwrap().people.second_person().unwrap().acts.is_empty());
    let (_folder, odd) = of("[people]\nsecond_person = [\"close_merchant\", \"pay_out\"]\n");
    let refused = refusal(&odd);
    assert!(refused.contains("there is no pay_out") && refused.contains("approve_application"), "{refused}");
    let (_folder, long) = of("[people]\nsecond_person_within_hours = 0\n");
    assert!(refusal(&long).contains("1 to 720"));
}

#[test]
fn what_people_agree_to_and_how_long_it_is_kept_is_within_reason() {
    let of = |text: &str| {
        let (folder, path) = file(text);
        (folder, Sources { file: Some(path), ..Sources::default() })
    };
    let known = Config::load(&Sources::default()).unwrap().privacy.settings();
    assert_eq!((known.network_address_days, known.order_contact_days), (180, 1_095));
    assert!(!known.notice_version.is_empty() && !known.terms_version.is_empty());
    let (_folder, never) = of("[privacy]\nnotice_version = \"\"\norder_contact_days = 0\n");
    let never = Config::load(&never).unwrap().privacy.settings();
    assert_eq!((never.notice_version.as_str(), never.order_contact_days), ("", 0));
    let (_folder, past) = of("[privacy]\nnetwork_address_days = -1\n");
    assert!(refusal(&past).contains("privacy.network_address_days"));
    let (_folder, long) = of("[privacy]\nterms_version = \"<b>second</b>\"\n");
    assert!(refusal(&long).contains("privacy: a version"));
}

#[test]
fn flags_beat_environment_beats_file_beats_default() {
    let (_folder, path) =
        file("[server]\nlisten = \"127.0.0.1:1\"\n[orders]\nhold_seconds = 60\n[log]\nlevel = \"warn\"\n");
    let mut sources = Sources { file: Some(path), ..Sources::default() };
    let listen = |sources: &Sources| Config::load(sources).unwrap().server.listen.port();
    assert_eq!(listen(&sources), 1);
    sources.environment =
        environment(&[("CARDAMOM_SERVER__LISTEN", "127.0.0.1:2"), ("CARDAMOM_ORDERS__HOLD_SECONDS", "61")]);
    assert_eq!(listen(&sources), 2);
    sources.flags = vec![("server.listen", "127.0.0.1:3".into())];
    assert_eq!(listen(&sources), 3);
    let config = Config::load(&sources).unwrap();
    assert_eq!((config.orders.hold_seconds, config.log.level.as_str()), (61, "warn"));
    assert_eq!(config.orders.desk_batch_max, 256);
}

#[test]
fn the_file_in_the_data_folder_is_read_unless_another_is_named() {
    let (_a, in_data) = file("[log]\nlevel = \"debug\"\n");
    let (_b, named) = file("[log]\nlevel = \"trace\"\n");
    let mut sources = Sources { file_in_data: Some(in_data), ..Sources::default() };
    assert_eq!(Config::load(&sources).unwrap().log.level, "debug");
    sources.file = Some(named);
    assert_eq!(Config::load(&sources).unwrap().log.level, "trace");
    sources.file = Some("/nowhere/cardamom.toml".into());
    assert!(refusal(&sources).contains("/nowhere/cardamom.toml"));
    let absent = Sources { file_in_data: Some("/nowhere/cardamom.toml".into()), ..Sources::default() };
    assert!(Config::load(&absent).is_ok());
}

#[test]
fn database_url_is_heard_and_the_longer_name_beats_it() {
    let mut sources =
        Sources { environment: environment(&[("DATABASE_URL", "postgres://a/b")]), ..Sources::default() };
    assert_eq!(Config::load(&sources).unwrap().database.url(), Some("postgres://a/b"));
    sources.environment.extend(environment(&[("CARDAMOM_DATABASE__URL", "postgres://c/d")]));
    assert_eq!(Config::load(&sources).unwrap().database.url(), Some("postgres://c/d"));
}

#[test]
fn an_unknown_name_is_refused_wherever_it_stands() {
    for (text, name) in [
        ("[server]\nlisten_on = \"x\"\n", "server.listen_on"),
        ("[sever]\nlisten = \"x\"\n", "sever"),
        ("listen = \"x\"\n", "listen"),
        ("[keys]\npassphrase = \"hunter2\"\n", "keys.passphrase"),
    ] {
        let (_folder, path) = file(text);
        let said = refusal(&Sources { file: Some(path), ..Sources::default() });
        assert!(said.contains(&format!("no setting called {name}")), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    let environment = environment(&[("CARDAMOM_SERVER__PORT", "1")]);
    let said = refusal(&Sources { environment, ..Sources::default() });
    assert!(said.contains("CARDAMOM_SERVER__PORT") && said.contains("server.port"), "{said}");
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_without_repeating_it() {
    for text in [
        "[orders]\nhold_seconds = \"s3cret\"\n",
        "[sandbox]\nsecret = 8461937\n",
        "[sandbox]\nsecret = s3cret\n",
    ] {
        let (_folder, path) = file(text);
        let said = refusal(&Sources { file: Some(path), ..Sources::default() });
        assert!(!said.contains("s3cret") && !said.contains("8461937"), "{said}");
    }
    let environment = environment(&[("CARDAMOM_ORDERS__HOLD_SECONDS", "many")]);
    assert!(
        refusal(&Sources { environment, ..Sources::default() })
            .contains("orders.hold_seconds must be a whole number")
    );
}

#[test]
fn settings_that_need_each_other_are_asked_for() {
    for (pairs, word) in [
        (&[("CARDAMOM_MAIL__DELIVER", "smtp")][..], "mail.smtp_host"),
        (&[("CARDAMOM_SANDBOX__GATEWAY_URL", "http://127.0.0.1:1")], "sandbox.merchant"),
        (&[("CARDAMOM_SERVER__BASE_URL", "shop.example")], "server.base_url"),
        (&[("CARDAMOM_SERVER__BASE_URL", "https://shop.example/")], "server.base_url"),
        (&[("CARDAMOM_KEYS__KEY_FILE", "/k"), ("CARDAMOM_PASSPHRASE", "p")], "CARDAMOM_PASSPHRASE"),
    ] {
        let said = refusal(&Sources { environment: environment(pairs), ..Sources::default() });
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn log_ins_with_others_are_read_from_a_file_and_from_the_environment() {
    let codes = |sources: &Sources| {
        let providers = Config::load(sources).unwrap().login.providers(&Ambient::system()).unwrap();
        providers.iter().map(|provider| provider.code().to_owned()).collect::<Vec<_>>()
    };
    assert!(codes(&Sources::default()).is_empty());
    let (_folder, path) = file(
        "[[login.providers]]\nkind = \"oidc\"\ncode = \"company\"\nissuer = \"https://id.example\"\nclient_id = \"a\"\n\
         [[login.providers]]\nkind = \"wechat\"\nclient_id = \"wx\"\nclient_secret = \"s3cret\"\n",
    );
    assert_eq!(codes(&Sources { file: Some(path), ..Sources::default() }), ["company", "wechat"]);
    let list = r#"[{ kind = "wechat", client_id = "wx", client_secret = "s3cret" }]"#;
    let environment = environment(&[("CARDAMOM_LOGIN__PROVIDERS", list)]);
    assert_eq!(codes(&Sources { environment, ..Sources::default() }), ["wechat"]);
}

#[test]
fn a_log_in_that_cannot_work_is_refused_without_repeating_its_secret() {
    for (list, word) in [
        ("s3cret", "login.providers must be a list"),
        (r#"[{ kind = "s3cret" }]"#, "entry 1: kind must be"),
        (r#"[{ kind = "wechat", client_id = "wx" }]"#, "client_secret (the AppSecret) is missing"),
        (r#"[{ kind = "wechat", client_id = "wx", client_secret = 5 }]"#, "client_secret must be a text"),
        (r#"[{ kind = "wechat", issuer = "s3cret" }]"#, "no key called issuer"),
        (
            r#"[{ kind = "oidc", client_id = "a", issuer = "http://s3cret.example" }]"#,
            "issuer must be an address",
        ),
        (
            r#"[{ kind = "oidc", code = "A/b", client_id = "a", issuer = "https://a.example" }]"#,
            "code must be",
        ),
        (
            r#"[{ kind = "alipay", client_id = "a", private_key = "s3cret", public_key = "x" }]"#,
            "private_key is no RSA key",
        ),
        (
            r#"[{ kind = "wechat", client_id = "a", client_secret = "s3cret" }, { kind = "wechat", client_id = "b", client_secret = "s3cret" }]"#,
            "entry 2: its code is that of another",
        ),
    ] {
        let environment = environment(&[("CARDAMOM_LOGIN__PROVIDERS", list)]);
        let said = refusal(&Sources { environment, ..Sources::default() });
        assert!(said.contains(word) && !said.contains("s3cret"), "{said}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(150))]

    /// A file of settings is taken, or refused with words; a name that is none of ours is never taken.
    #[test]
    fn any_file_is_taken_or_refused(
        text in proptest::prop_oneof![
            ".{0,80}",
            "\\[(server|orders|limits|mail|log)\\]\n[a-z_]{1,20} = (true|-?[0-9]{1,20}|\"[ -!#-\\[\\]-~]{0,20}\")\n",
        ],
        name in "[a-z_]{1,24}",
    ) {
        let (_folder, path) = file(&text);
        let sources = Sources { file: Some(path), ..Sources::default() };
        if let Err(fault) = Config::load(&sources) {
            proptest::prop_assert!(!fault.to_string().is_empty());
        }
        let (_folder, path) = file(&format!("[orders]\nno_{name} = 1\n"));
        let said = refusal(&Sources { file: Some(path), ..Sources::default() });
        let wanted = format!("orders.no_{name}");
        proptest::prop_assert!(said.contains(&wanted), "{}", said);
    }
}

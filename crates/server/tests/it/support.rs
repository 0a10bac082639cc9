use serde_json::{Value, json};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::TestDb;

const PATIENCE: Duration = Duration::from_secs(90);

/// Of the gateways' stand-ins: RSA keys are slow to make, and none of these shops cares whose they are.
static KEYS: OnceLock<Vec<u8>> = OnceLock::new();

/// A home folder and a database of their own: nothing of the user's is touched.
pub struct Place {
    folder: TempDir,
    database: Option<TestDb>,
}

impl Place {
    pub async fn new(engine: db::Engine) -> Self {
        let database = match engine {
            db::Engine::Sqlite => None,
            db::Engine::Postgres => Some(testkit::database(engine).await),
        };
        Self { folder: tempfile::tempdir().unwrap(), database }
    }
    /// A PostgreSQL in which there is no table.
    pub async fn unmigrated_postgres() -> Self {
        let place = Self::new(db::Engine::Postgres).await;
        let mut tx = place.database.as_ref().unwrap().db.begin().await.unwrap();
        for table in tx.tables().await.unwrap() {
            tx.drop_table(&table).await.unwrap();
        }
        tx.commit().await.unwrap();
        place
    }
    pub async fn sqlite() -> Self {
        Self::new(db::Engine::Sqlite).await
    }
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    pub fn database(&self) -> db::DbConfig {
        let sqlite = || db::DbConfig::Sqlite { path: self.data().join("cardamom.db") };
        self.database.as_ref().map_or_else(sqlite, |database| database.config.clone())
    }
    /// Where key files are made by themselves.
    pub fn key_files(&self) -> Vec<PathBuf> {
        let folder = self.path("config/cardamom/keys");
        std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect()
    }
    pub fn log(&self) -> PathBuf {
        self.path("server.log")
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cardamom"));
        for (name, _) in std::env::vars_os() {
            let ours = name.to_string_lossy().starts_with("CARDAMOM_") || name == "DATABASE_URL";
            if ours {
                command.env_remove(name);
            }
        }
        command.env("HOME", self.folder.path()).env("XDG_CONFIG_HOME", self.path("config"));
        if let Some(TestDb { config: db::DbConfig::Postgres { url, .. }, .. }) = &self.database {
            command.env("DATABASE_URL", url);
        }
        command.args(args);
        if !args.contains(&"--data") {
            command.arg("--data").arg(self.data());
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).stdin(Stdio::null()).output().unwrap())
    }

    pub fn run_with_input(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// The demo shop, ready.
    pub async fn serve_demo(&self) -> Server {
        self.serve_demo_with(&[]).await
    }

    /// The same, with variables in its environment.
    pub async fn serve_demo_with(&self, variables: &[(&str, &str)]) -> Server {
        let _ = std::fs::remove_file(self.log());
        // The note of an earlier start names another port: wait for the new one.
        let before = std::fs::metadata(self.data().join("demo.json")).and_then(|m| m.modified()).ok();
        self.lend_keys();
        let mut server = self.spawn(&["serve", "--demo", "--listen", "127.0.0.1:0"], variables);
        let until = Instant::now() + PATIENCE;
        loop {
            server.must_run(self);
            let written = std::fs::metadata(self.data().join("demo.json")).and_then(|m| m.modified()).ok();
            if written.is_some() && written != before {
                server.demo =
                    serde_json::from_slice(&std::fs::read(self.data().join("demo.json")).unwrap()).unwrap();
                if server.ready().await {
                    let _ = KEYS.get_or_init(|| std::fs::read(self.keys_of_stand_ins()).unwrap());
                    return server;
                }
            }
            assert!(Instant::now() < until, "not ready in time:\n{}", self.last_words());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Those that the first demo has made.
    fn lend_keys(&self) {
        let file = self.keys_of_stand_ins();
        if let (Some(keys), false) = (KEYS.get(), file.exists()) {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(self.data()).unwrap();
            std::fs::write(file, keys).unwrap();
        }
    }

    fn keys_of_stand_ins(&self) -> PathBuf {
        self.data().join("stand-ins.keys")
    }

    /// A plain shop, ready; its address is read from what it prints.
    pub async fn serve(&self, more: &[&str]) -> Server {
        let _ = std::fs::remove_file(self.log());
        let mut server = self.spawn(&[&["serve", "--listen", "127.0.0.1:0"], more].concat(), &[]);
        let until = Instant::now() + PATIENCE;
        loop {
            server.must_run(self);
            if let Some(line) = self.last_words().lines().find_map(|l| l.strip_prefix("listening on ")) {
                server.demo = json!({ "base_url": line });
                if server.ready().await {
                    return server;
                }
            }
            assert!(Instant::now() < until, "not ready in time:\n{}", self.last_words());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn spawn(&self, args: &[&str], variables: &[(&str, &str)]) -> Server {
        let log = std::fs::File::create(self.log()).unwrap();
        let mut command = self.command(args);
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        command.envs(variables.iter().copied());
        Server { child: command.spawn().unwrap(), demo: Value::Null }
    }

    pub fn last_words(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// The first line of the log that holds these words, once there is one.
    pub async fn line_with(&self, words: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(line) = self.last_words().lines().find(|line| line.contains(words)) {
                return line.trim().to_owned();
            }
            assert!(Instant::now() < until, "{words} is not in\n{}", self.last_words());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// All bytes of the database's files and of the log.
    pub fn everything_written(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files: Vec<PathBuf> =
            ["cardamom.db", "cardamom.db-wal", "cardamom.db-shm", "sandbox.journal"]
                .iter()
                .map(|name| self.data().join(name))
                .collect();
        files.push(self.log());
        files.into_iter().filter_map(|path| std::fs::read(&path).ok().map(|bytes| (path, bytes))).collect()
    }
}

/// What a command came to.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
    #[track_caller]
    pub fn ended_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "out: {}\nerr: {}", self.out, self.err);
        self
    }
    #[track_caller]
    pub fn saying(self, words: &str) -> Self {
        assert!(self.out.contains(words) || self.err.contains(words), "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// A server at work; killed when dropped.
pub struct Server {
    child: Child,
    pub demo: Value,
}

impl Server {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
    pub fn base(&self) -> &str {
        self.demo["base_url"].as_str().unwrap()
    }
    pub fn partner_key(&self) -> &str {
        self.demo["partner"]["api_key"].as_str().unwrap()
    }

    fn must_run(&mut self, place: &Place) {
        let ended = self.child.try_wait().unwrap();
        assert!(ended.is_none(), "the server ended with {ended:?}:\n{}", place.last_words());
    }

    async fn ready(&self) -> bool {
        let asked = client().get(format!("{}/readyz", self.base())).send().await;
        asked.is_ok_and(|answer| answer.status().is_success())
    }

    pub async fn get(&self, path: &str) -> (u16, String) {
        let answer = client().get(format!("{}{path}", self.base())).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Buys one unit of the offer from the partner's wallet and shows it.
    pub async fn buy(&self, offer: &Value, idempotency: &str) -> Value {
        let body = json!({"lines": [{"offer": offer, "quantity": 1}], "pay": "wallet", "reveal": true});
        let asked = client()
            .post(format!("{}/v1/orders", self.base()))
            .bearer_auth(self.partner_key())
            .header("Idempotency-Key", idempotency)
            .json(&body);
        let answer = asked.send().await.unwrap();
        let status = answer.status();
        let order: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{status}: {order}");
        order
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As systemd does; the exit code.
    pub fn terminate(mut self) -> Option<i32> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("it does not end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap()
}

/// The permission bits of a file or folder.
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

pub fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the server behaves.
#[derive(Clone, Copy, Debug)]
pub enum Manners {
    Polite,
    /// Answers this to the recipient.
    RefuseRecipient(&'static str),
    /// Hangs up after such a command, without an answer; after DATA, in the middle of the mail.
    DropAfter(&'static str),
    DropAtOnce,
    /// Takes a mail, says so, and hangs up.
    DropAfterMail,
    /// Takes the connection and says nothing.
    Silent,
}

/// What came in.
#[derive(Clone, Default)]
pub struct Seen {
    pub connections: usize,
    pub commands: Vec<String>,
    pub mails: Vec<String>,
}

pub struct Server {
    pub port: u16,
    state: Arc<Mutex<(Manners, Seen)>>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new((manners, Seen::default())));
        let shared = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().1.connections += 1;
                let shared = shared.clone();
                tokio::spawn(async move {
                    let _ = talk(stream, &shared).await;
                });
            }
        });
        Self { port, state, task }
    }
    pub fn behave(&self, manners: Manners) {
        self.state.lock().unwrap().0 = manners;
    }
    pub fn seen(&self) -> Seen {
        self.state.lock().unwrap().1.clone()
    }
    pub async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

async fn talk(stream: TcpStream, state: &Mutex<(Manners, Seen)>) -> std::io::Result<()> {
    let manners = || state.lock().unwrap().0;
    let mut stream = BufReader::new(stream);
    match manners() {
        Manners::DropAtOnce => return Ok(()),
        Manners::Silent => return std::future::pending().await,
        _ => {}
    }
    stream.write_all(b"220 fake\r\n").await?;
    let mut line = String::new();
    while {
        line.clear();
        stream.read_line(&mut line).await?
    } > 0
    {
        let command = line.trim_end().to_owned();
        state.lock().unwrap().1.commands.push(command.clone());
        let verb: String = command.chars().take(4).collect::<String>().to_uppercase();
        let answer = match (verb.as_str(), manners()) {
            ("DATA", Manners::DropAfter("DATA")) => {
                stream.write_all(b"354 go on\r\n").await?;
                stream.read_line(&mut line).await?;
                return Ok(());
            }
            (verb, Manners::DropAfter(after)) if verb == after => return Ok(()),
            ("EHLO", _) => "250-fake\r\n250 8BITMIME",
            ("RCPT", Manners::RefuseRecipient(answer)) => answer,
            ("DATA", manners) => {
                stream.write_all(b"354 go on\r\n").await?;
                let mail = read_mail(&mut stream).await?;
                state.lock().unwrap().1.mails.push(mail);
                if matches!(manners, Manners::DropAfterMail) {
                    return stream.write_all(b"250 taken\r\n").await;
                }
                "250 taken"
            }
            ("MAIL" | "RCPT" | "NOOP" | "RSET", _) => "250 fine",
            ("QUIT", _) => "221 bye",
            _ => "502 unknown",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

async fn read_mail(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut mail = String::new();
    while !mail.ends_with("\r\n.\r\n") && stream.read_line(&mut mail).await? > 0 {}
    Ok(mail)
}

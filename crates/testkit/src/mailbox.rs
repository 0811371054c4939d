//! The mails that a story sent, read back from the folder they were written to.

use crate::TestApp;

/// A mail as its reader would see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadMail {
    /// To whom.
    pub to: String,
    /// The whole head, unfolded.
    pub head: String,
    /// Its text part.
    pub text: String,
}

impl ReadMail {
    /// The path of the first link that begins so: `/confirm/`.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn link(&self, prefix: &str) -> String {
        let link = self
            .text
            .split_whitespace()
            .find_map(|word| word.strip_prefix("http://127.0.0.1:3000").filter(|path| path.starts_with(prefix)));
        link.unwrap_or_else(|| panic!("no link to {prefix} in {}", self.text)).to_owned()
    }
}

impl TestApp {
    /// Does everything that is due in the queue. Returns how many jobs.
    pub async fn run_jobs(&self) -> usize {
        app::work::runner(&self.app).run_due().await.expect("the queue")
    }

    /// Sends what is due and reads every mail so far, the oldest first.
    pub async fn mails(&self) -> Vec<ReadMail> {
        self.run_jobs().await;
        let Ok(entries) = std::fs::read_dir(&self.app.settings.mail.dir) else { return Vec::new() };
        let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        files.iter().map(|file| read(&std::fs::read_to_string(file).expect("a mail"))).collect()
    }

    /// The mails to one address, the oldest first.
    pub async fn mails_to(&self, address: &str) -> Vec<ReadMail> {
        let mut mails = self.mails().await;
        mails.retain(|mail| mail.to == address);
        mails
    }
}

fn read(mail: &str) -> ReadMail {
    let (head, body) = mail.split_once("\r\n\r\n").expect("a head and a body");
    let head = head.replace("\r\n ", " ");
    let to = head.lines().find_map(|line| line.strip_prefix("To: ")).expect("a recipient").to_owned();
    let (part_head, rest) = body.split_once("\r\n\r\n").expect("a first part");
    let text = rest.split("\r\n--part-").next().unwrap_or_default();
    let text = if part_head.contains("quoted-printable") { unquoted(text) } else { text.to_owned() };
    ReadMail { to, head, text }
}

/// Undoes quoted-printable (RFC 2045 §6.7).
fn unquoted(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let hex = [rest.next().unwrap_or_default(), rest.next().unwrap_or_default()];
            let code = std::str::from_utf8(&hex).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
            bytes.push(code.expect("two hexadecimal digits"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

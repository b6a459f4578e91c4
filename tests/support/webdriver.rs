//! A headless Chromium, driven over the WebDriver protocol through chromedriver; as little of it as the tests need.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How elements are named in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The longest timeout that the protocol knows, in milliseconds.
const LONGEST: u64 = (1 << 53) - 1;

/// Held by the one browser that runs: several at once would only slow each other down.
static ONE_BROWSER: Mutex<()> = Mutex::new(());

/// A browser with one window; it is closed at the end.
pub struct Browser {
    driver: Child,
    /// Held open, for the driver may say more.
    _said: BufReader<ChildStdout>,
    _profile: TempDir,
    port: u16,
    session: String,
    /// Released last, after the driver has ended.
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Starts one; waits while another test has one. Panics where none is installed.
    pub fn start() -> Self {
        // A test that failed with a browser says so itself; its browser is closed all the same.
        let turn = ONE_BROWSER.lock().unwrap_or_else(PoisonError::into_inner);
        let driver = on_path("chromedriver")
            .expect("chromedriver is installed (Debian: chromium chromium-driver)");
        let profile = tempfile::Builder::new()
            .prefix("tikicheck-browser-")
            .tempdir()
            .expect("a temporary directory");
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .env("HOME", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut said = BufReader::new(driver.stdout.take().expect("it is piped"));
        let mut this = Self {
            port: port(&mut said),
            driver,
            _said: said,
            _profile: profile,
            session: String::new(),
            _turn: turn,
        };
        this.open_session();
        this
    }

    fn open_session(&mut self) {
        let profile = format!("--user-data-dir={}", self._profile.path().display());
        // The sandbox cannot be had by root and in many containers; the pages opened here are those of the test.
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1200,900",
            &profile,
        ];
        let answer = self.post(
            "/session",
            &json!({"capabilities": {"alwaysMatch": {
                "goog:chromeOptions": {"args": args},
                "goog:loggingPrefs": {"browser": "ALL"},
                // A busy machine is no failure: no script and no page is given up.
                "timeouts": {"script": null, "pageLoad": LONGEST},
            }}}),
        );
        answer["sessionId"]
            .as_str()
            .expect("a session has an id")
            .clone_into(&mut self.session);
    }

    /// Opens a file, and waits until it is there.
    pub fn open(&self, file: &Path) {
        let url = format!("file://{}", file.display());
        self.command("/url", &json!({ "url": url }));
    }

    /// What a piece of script returns.
    pub fn run(&self, script: &str) -> Value {
        self.command("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// The number that an expression comes to.
    pub fn count(&self, expression: &str) -> u64 {
        let value = self.run(&format!("return {expression}"));
        value
            .as_u64()
            .unwrap_or_else(|| panic!("{expression} is {value}"))
    }

    /// The text that an expression comes to.
    pub fn text(&self, expression: &str) -> String {
        let value = self.run(&format!("return {expression}"));
        value
            .as_str()
            .unwrap_or_else(|| panic!("{expression} is {value}"))
            .to_owned()
    }

    /// Clicks the first element of a selector.
    pub fn click(&self, selector: &str) {
        let element = self.find(selector);
        self.command(&format!("/element/{element}/click"), &json!({}));
    }

    /// Types into what has the focus.
    pub fn type_keys(&self, keys: &str) {
        let presses: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|what| json!({"type": what, "value": key.to_string()}))
            })
            .collect();
        self.command(
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": presses}]}),
        );
    }

    /// Messages of the console since they were last asked for: errors, blocked loads.
    pub fn console(&self) -> Vec<String> {
        let log = self.command("/se/log", &json!({"type": "browser"}));
        let entries = log.as_array().expect("a log is a list").iter();
        entries
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// A command of the browser's own protocol.
    pub fn devtools(&self, command: &str, params: &Value) {
        self.command(
            "/goog/cdp/execute",
            &json!({"cmd": command, "params": params}),
        );
    }

    fn find(&self, selector: &str) -> String {
        let found = self.command(
            "/element",
            &json!({"using": "css selector", "value": selector}),
        );
        found[ELEMENT]
            .as_str()
            .expect("an element has an id")
            .to_owned()
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        self.post(&format!("/session/{}{path}", self.session), body)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.request("POST", path, &body.to_string())
            .unwrap_or_else(|error| panic!("{path} {body}: {error}"))
    }

    /// The value that comes back, or what went wrong.
    fn request(&self, method: &str, path: &str, body: &str) -> Result<Value, String> {
        let text = |error: std::io::Error| error.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(text)?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )
        .map_err(text)?;
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            answer.read_line(&mut line).map_err(text)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(|_| line.clone())?;
            }
        }
        let mut bytes = vec![0; length];
        answer.read_exact(&mut bytes).map_err(text)?;
        let mut answer: Value =
            serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        match answer["value"]["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", answer["value"]["message"])),
            None => Ok(answer["value"].take()),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // A test that fails already says why.
            let _ = self.request("DELETE", &format!("/session/{}", self.session), "");
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The port that the driver says it listens on.
fn port(said: &mut impl std::io::BufRead) -> u16 {
    for line in said.lines() {
        let line = line.expect("the driver writes text");
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            return port
                .trim_end_matches('.')
                .parse()
                .expect("a port is a number");
        }
    }
    panic!("chromedriver ended without a port");
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|file| file.is_file())
}

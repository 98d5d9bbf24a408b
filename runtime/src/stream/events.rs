//! Server-sent events (the HTML standard, section 9.2).

/// A server-sent event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Event<T> {
    /// What kind of event it is; `message` if it is not said.
    pub event: Option<String>,
    /// Its id, from which a caller may go on later.
    pub id: Option<String>,
    /// How long to wait before connecting again, in milliseconds.
    pub retry: Option<u64>,
    /// What it carries.
    pub data: T,
}

impl<T> Event<T> {
    /// An event that has nothing but data.
    pub fn new(data: T) -> Self {
        Event {
            event: None,
            id: None,
            retry: None,
            data,
        }
    }
}

/// An event as its lines have it, a line feed after each line of data.
#[derive(Default)]
pub(crate) struct Raw {
    pub(crate) event: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) retry: Option<u64>,
    pub(crate) data: String,
    pub(crate) has_data: bool,
}

impl Raw {
    /// Takes a line that is not empty.
    pub(super) fn line(&mut self, line: &[u8]) {
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        let line = String::from_utf8_lossy(line);
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => self.event = Some(value.to_owned()),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok();
            }
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
                self.has_data = true;
            }
            _ => {}
        }
    }

    /// The event with its data as one text.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn into_event(mut self) -> Event<String> {
        self.data.pop();
        Event {
            event: self.event,
            id: self.id,
            retry: self.retry,
            data: self.data,
        }
    }
}

/// An event as text. A line break in a name or id would start another field and becomes a space.
pub(super) fn write<T>(event: &Event<T>, data: Vec<u8>) -> Vec<u8> {
    let mut text = Vec::with_capacity(data.len() + 32);
    let one_line = |value: &str| value.replace(['\r', '\n', '\0'], " ");
    for (name, value) in [("event", &event.event), ("id", &event.id)] {
        if let Some(value) = value {
            text.extend(format!("{name}: {}\n", one_line(value)).into_bytes());
        }
    }
    if let Some(retry) = event.retry {
        text.extend(format!("retry: {retry}\n").into_bytes());
    }
    // A carriage return ends a line too; data cannot carry one.
    let data = String::from_utf8_lossy(&data)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    for line in data.split('\n') {
        text.extend(format!("data: {line}\n").into_bytes());
    }
    text.push(b'\n');
    text
}

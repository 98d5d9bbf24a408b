//! Where a callback may go.
//!
//! The URL of a callback comes from whoever ordered it, so that a request to it could be aimed at
//! what only this machine can reach. [`CallbackPolicy`] looks at the URL, and at the addresses that
//! the name of its host has at the moment of connecting.

use std::error::Error as StdError;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

/// Which URLs a callback may go to. Unless something else is allowed: `https`, and addresses of the
/// public Internet. Never followed are redirects, never used is a proxy, and never sent are a user
/// name and a password of the URL.
#[derive(Debug, Clone, Default)]
pub struct CallbackPolicy {
    http: bool,
    loopback: bool,
    hosts: Vec<String>,
}

impl CallbackPolicy {
    /// Allows `http` beside `https`.
    #[must_use]
    pub fn allow_http(mut self) -> Self {
        self.http = true;
        self
    }

    /// Allows loopback addresses: this machine.
    #[must_use]
    pub fn allow_loopback(mut self) -> Self {
        self.loopback = true;
        self
    }

    /// Allows a host, by its name or address, whatever addresses its name has.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        let host = host.into().to_ascii_lowercase();
        self.hosts.push(without_brackets(&host).to_owned());
        self
    }

    /// Says why a URL is refused, as far as it tells without looking up its host.
    ///
    /// # Errors
    ///
    /// What is wrong with the URL.
    pub fn check(&self, url: &str) -> Result<(), Refused> {
        let url = Url::parse(url).map_err(|error| Refused(format!("it is no URL: {error}")))?;
        self.check_url(&url)
    }

    pub(super) fn check_url(&self, url: &Url) -> Result<(), Refused> {
        match url.scheme() {
            "https" => {}
            "http" if self.http => {}
            scheme => return Err(Refused(format!("its scheme is `{scheme}`"))),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused("it has a user name or a password".to_owned()));
        }
        let host = url.host_str().unwrap_or_default();
        match without_brackets(host).parse() {
            Ok(address) if !self.allows_host(host) => self.check_address(host, address),
            _ => Ok(()),
        }
    }

    fn check_address(&self, host: &str, address: IpAddr) -> Result<(), Refused> {
        match kind(address) {
            None => Ok(()),
            Some(Kind::Loopback) if self.loopback => Ok(()),
            Some(kind) => Err(Refused(format!(
                "its host `{host}` is {address}, {}",
                kind.name()
            ))),
        }
    }

    fn allows_host(&self, host: &str) -> bool {
        let host = without_brackets(host).trim_end_matches('.');
        self.hosts.iter().any(|it| it.eq_ignore_ascii_case(host))
    }

    /// A client that connects to what is allowed alone.
    pub(super) fn client(&self) -> Client {
        let builder = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Allowed(self.clone())));
        #[allow(
            clippy::expect_used,
            reason = "as `reqwest::Client::new` does; a client without the policy must not stand in"
        )]
        builder
            .build()
            .expect("the TLS backend cannot be initialised")
    }
}

/// Why a callback is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the callback policy refuses the URL: {}", self.0)
    }
}

impl StdError for Refused {}

impl Refused {
    /// The refusal that an error of a request comes from.
    pub(super) fn of(error: &reqwest::Error) -> Option<&Refused> {
        let mut error: &dyn StdError = error;
        while let Some(source) = error.source() {
            if let Some(refused) = source.downcast_ref() {
                return Some(refused);
            }
            error = source;
        }
        None
    }
}

/// Looks names up, and leaves out the addresses that are not allowed: a name that has another
/// address when it is connected to than when it was checked gains nothing.
struct Allowed(CallbackPolicy);

impl Resolve for Allowed {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.0.clone();
        Box::pin(async move {
            let host = name.as_str();
            let found = tokio::net::lookup_host((host, 0)).await?;
            if policy.allows_host(host) {
                return Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs);
            }
            let mut refused = None;
            let mut allowed: Vec<SocketAddr> = Vec::new();
            for address in found {
                match policy.check_address(host, address.ip()) {
                    Ok(()) => allowed.push(address),
                    Err(reason) => refused = Some(reason),
                }
            }
            match refused {
                Some(refused) if allowed.is_empty() => Err(refused.into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}

fn without_brackets(host: &str) -> &str {
    let inner = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    inner.unwrap_or(host)
}

/// What makes an address none of the public Internet (the special-purpose registries of IANA).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Loopback,
    Private,
    LinkLocal,
    Unspecified,
    Multicast,
    Reserved,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Loopback => "a loopback address",
            Kind::Private => "an address of a private network",
            Kind::LinkLocal => "a link-local address",
            Kind::Unspecified => "an unspecified address",
            Kind::Multicast => "a multicast address",
            Kind::Reserved => "an address that is reserved",
        }
    }
}

fn kind(address: IpAddr) -> Option<Kind> {
    match address {
        IpAddr::V4(address) => kind_v4(address),
        IpAddr::V6(address) => kind_v6(address),
    }
}

fn kind_v4(address: Ipv4Addr) -> Option<Kind> {
    let [a, b, c, _] = address.octets();
    Some(match (a, b, c) {
        (0, ..) => Kind::Unspecified,
        (127, ..) => Kind::Loopback,
        // 100.64.0.0/10 is shared by the customers of a provider (RFC 6598).
        (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => Kind::Private,
        (169, 254, _) => Kind::LinkLocal,
        (224..=239, ..) => Kind::Multicast,
        // Protocol assignments, documentation, 6to4 relays, benchmarks and the last block.
        (192, 0, 0 | 2)
        | (192, 88, 99)
        | (198, 18..=19, _)
        | (198, 51, 100)
        | (203, 0, 113)
        | (240..=255, ..) => Kind::Reserved,
        _ => return None,
    })
}

fn kind_v6(address: Ipv6Addr) -> Option<Kind> {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        kind_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        _ if address.is_unspecified() => Some(Kind::Unspecified),
        _ if address.is_loopback() => Some(Kind::Loopback),
        // An IPv4 address, mapped, compatible or translated (RFC 4291, RFC 6052): never needed for
        // a host, which has that address itself.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(embedded(high, low).unwrap_or(Kind::Reserved))
        }
        // 6to4, with an IPv4 address in it, and Teredo.
        [0x2002, high, low, ..] => embedded(high, low),
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] => Some(Kind::Reserved),
        [0xfc00..=0xfdff, ..] => Some(Kind::Private),
        [0xfe80..=0xfebf, ..] => Some(Kind::LinkLocal),
        [0xfec0..=0xfeff, ..] => Some(Kind::Private),
        [0xff00..=0xffff, ..] => Some(Kind::Multicast),
        // All that is given out is in 2000::/3.
        [0x2000..=0x3fff, ..] => None,
        _ => Some(Kind::Reserved),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(policy: &CallbackPolicy, url: &str) -> String {
        match policy.check(url) {
            Ok(()) => String::new(),
            Err(refused) => refused.0,
        }
    }

    #[test]
    fn only_https_without_credentials() {
        let policy = CallbackPolicy::default();
        assert_eq!(refused(&policy, "https://example.com/x?y=1"), "");
        assert!(refused(&policy, "http://example.com").contains("`http`"));
        assert!(refused(&policy.clone().allow_http(), "http://example.com").is_empty());
        assert!(refused(&policy.clone().allow_http(), "ftp://example.com").contains("`ftp`"));
        assert!(refused(&policy, "file:///etc/passwd").contains("`file`"));
        assert!(refused(&policy, "https://user@example.com").contains("user name"));
        assert!(refused(&policy, "https://:p@example.com").contains("password"));
        assert!(refused(&policy, "/relative").contains("no URL"));
    }

    #[test]
    fn no_address_of_a_network_of_ones_own() {
        let policy = CallbackPolicy::default();
        for (host, kind) in [
            ("127.0.0.1", "loopback"),
            ("2130706433", "loopback"),
            ("0x7f.1", "loopback"),
            ("[::1]", "loopback"),
            ("[::ffff:127.0.0.1]", "loopback"),
            ("[64:ff9b::7f00:1]", "loopback"),
            ("[2002:7f00:1::]", "loopback"),
            ("0.0.0.0", "unspecified"),
            ("[::]", "unspecified"),
            ("10.1.2.3", "private"),
            ("172.31.0.1", "private"),
            ("192.168.0.1", "private"),
            ("100.64.0.1", "private"),
            ("[fd00::1]", "private"),
            ("169.254.169.254", "link-local"),
            ("[fe80::1]", "link-local"),
            ("[::ffff:169.254.169.254]", "link-local"),
            ("224.0.0.1", "multicast"),
            ("[ff02::1]", "multicast"),
            ("255.255.255.255", "reserved"),
            ("192.0.2.1", "reserved"),
            ("[2001:db8::1]", "reserved"),
            ("[::ffff:8.8.8.8]", "reserved"),
        ] {
            let found = refused(&policy, &format!("https://{host}/x"));
            assert!(found.contains(kind), "{host}: {found}");
        }
        for host in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "[2606:4700::1111]"] {
            assert_eq!(refused(&policy, &format!("https://{host}/x")), "", "{host}");
        }
    }

    #[test]
    fn what_is_allowed_is_allowed_alone() {
        let loopback = CallbackPolicy::default().allow_loopback();
        assert_eq!(refused(&loopback, "https://127.0.0.1"), "");
        assert_eq!(refused(&loopback, "https://[::1]"), "");
        assert!(!refused(&loopback, "https://10.0.0.1").is_empty());
        let host = CallbackPolicy::default()
            .allow_host("10.0.0.1")
            .allow_host("[FD00::1]");
        assert_eq!(refused(&host, "https://10.0.0.1:8443"), "");
        assert_eq!(refused(&host, "https://[fd00::1]"), "");
        assert!(!refused(&host, "https://10.0.0.2").is_empty());
    }

    fn resolve(policy: CallbackPolicy, name: &str) -> Result<usize, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let name = name.parse().map_err(|_| "no name".to_owned())?;
        let found = runtime.block_on(Allowed(policy).resolve(name));
        found
            .map(Iterator::count)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn names_are_judged_by_their_addresses() {
        let policy = CallbackPolicy::default();
        let refused = resolve(policy.clone(), "localhost").unwrap_err();
        assert!(refused.contains("loopback"), "{refused}");
        assert!(resolve(policy.clone().allow_loopback(), "localhost").unwrap() > 0);
        assert!(resolve(policy.allow_host("LOCALHOST"), "localhost").unwrap() > 0);
    }
}

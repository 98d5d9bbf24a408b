//! What all generated clients have in common.

/// Gives a client, a struct with a `core: Core`, its constructors and settings, a `Debug` that
/// leaves out credentials, and [`ClientInfo`](crate::client::ClientInfo).
#[macro_export]
macro_rules! client {
    ($client:ident, version: $version:literal) => {
        impl $client {
            /// A client for the server at `base_url`, with 30 seconds for each request. It follows
            /// redirects only within the same origin, and none that an operation has as an answer. An `https` URL needs the feature `tls`.
            ///
            /// # Panics
            ///
            /// When the TLS backend of the system cannot be initialised.
            pub fn new(base_url: impl Into<String>) -> Self {
                Self {
                    core: $crate::client::Core::new(base_url.into()),
                }
            }

            /// A client that sends with `client`, whose timeouts and redirects apply.
            pub fn with_client(
                base_url: impl Into<String>,
                client: $crate::client::reqwest::Client,
            ) -> Self {
                Self {
                    core: $crate::client::Core::with_client(base_url.into(), client),
                }
            }
        }

        $crate::__client_settings!($client, version: $version);
    };
}

/// Gives a client of callbacks or webhooks, a struct with a `core: Core`, what [`client!`](crate::client!)
/// gives, but for its constructors, which take a [`CallbackPolicy`](crate::client::CallbackPolicy).
#[macro_export]
macro_rules! callback_client {
    ($client:ident, version: $version:literal) => {
        impl $client {
            /// A client that sends to `url`, with 30 seconds for each request, if that is on the
            /// public Internet. An `https` URL needs the feature `tls`.
            ///
            /// # Panics
            ///
            /// When the TLS backend of the system cannot be initialised.
            pub fn new(url: impl Into<String>) -> Self {
                Self::with_policy(url, $crate::client::CallbackPolicy::default())
            }

            /// A client that sends to `url`, if the policy allows it.
            ///
            /// # Panics
            ///
            /// When the TLS backend of the system cannot be initialised.
            pub fn with_policy(
                url: impl Into<String>,
                policy: $crate::client::CallbackPolicy,
            ) -> Self {
                Self {
                    core: $crate::client::Core::with_policy(url.into(), policy),
                }
            }

            /// The same client for another URL: connections and settings are shared.
            #[must_use]
            pub fn at(&self, url: impl Into<String>) -> Self {
                Self {
                    core: self.core.at(url.into()),
                }
            }
        }

        $crate::__client_settings!($client, version: $version);
    };
}

/// The part that all kinds of clients have.
#[doc(hidden)]
#[macro_export]
macro_rules! __client_settings {
    ($client:ident, version: $version:literal) => {
        impl $client {
            /// Sets how long a request may take, from its first byte to the answer's last.
            #[must_use]
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.core.set_timeout(timeout);
                self
            }

            /// Sets what runs before and after every request.
            #[must_use]
            pub fn hooks(mut self, hooks: impl $crate::client::Hooks) -> Self {
                self.core.set_hooks(std::sync::Arc::new(hooks));
                self
            }

            /// Sets what is done about answers that break a constraint.
            #[must_use]
            pub fn response_checks(mut self, checks: $crate::client::ResponseChecks) -> Self {
                self.core.set_response_checks(checks);
                self
            }

            /// Sets how large an answer may be, in bytes.
            #[must_use]
            pub fn response_limit(mut self, limit: usize) -> Self {
                self.core.set_response_limit(limit);
                self
            }
        }

        impl std::fmt::Debug for $client {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($client))
                    .field(&self.core)
                    .finish()
            }
        }

        impl $crate::client::ClientInfo<()> for $client {
            fn api_version() -> &'static str {
                $version
            }

            fn baseurl(&self) -> &str {
                self.core.base_url()
            }

            fn client(&self) -> &$crate::client::reqwest::Client {
                self.core.client()
            }

            fn inner(&self) -> &() {
                &()
            }
        }
    };
}

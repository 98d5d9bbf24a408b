//! Rules across the parameters of an operation, and the clock: what the client does not send and the
//! server does not hand on.

use kontrakt::Clock;
use kontrakt::client::{Error, reqwest};
use kontrakt::server::ServerOptions;
use kontrakt_tests::cases::operations::rules::{client, server, types};
use serde_json::Value;

struct House;

impl server::Service for House {
    async fn list_stays(&self, _: types::ListStaysRequest) -> server::ListStaysResponse {
        server::ListStaysResponse::NoContent
    }

    async fn book_stay(&self, _: types::BookStayRequest) -> server::BookStayResponse {
        server::BookStayResponse::NoContent
    }
}

/// A server for which it is the evening of 21 November 2026 in UTC, and a day later by its own time.
async fn serve() -> String {
    let clock = Clock::at("2026-11-22T00:30:00+01:00").unwrap();
    let options = ServerOptions::default().clock(clock);
    let router = server::router_with(House, options);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Vec<(String, String)>) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let problem: Value =
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default();
    let violations = problem["violations"].as_array().into_iter().flatten();
    let text = |violation: &Value, name: &str| violation[name].as_str().unwrap().to_owned();
    let violations = violations.map(|it| (text(it, "keyword"), text(it, "message")));
    (status, violations.collect())
}

#[tokio::test]
async fn the_server_refuses_parameters_that_break_a_rule() {
    let base = serve().await;
    let get = |path: &str| answer(reqwest::Client::new().get(format!("{base}{path}")));
    assert_eq!(
        get("/stays/1?from=2026-01-01&until=2026-01-07").await,
        (204, Vec::new())
    );
    assert_eq!(get("/stays/1?from=2026-01-01").await, (204, Vec::new()));
    let (status, broken) = get("/stays/0?from=2026-01-01&until=2026-01-08").await;
    assert_eq!(status, 400);
    assert_eq!(
        broken,
        [
            ("x-validations".to_owned(), "at most a week".to_owned()),
            (
                "x-validations".to_owned(),
                "the rule `self.house > 0` does not hold".to_owned()
            ),
        ]
    );
    // A date that is none breaks its format alone.
    let (status, broken) = get("/stays/1?from=2026-01-01&until=soon").await;
    assert_eq!((status, broken.len()), (400, 1));
    assert_eq!(broken[0].0, "format");
}

#[tokio::test]
async fn today_is_the_day_of_the_clock() {
    let base = serve().await;
    let post = |day: &str, body: &'static str| {
        let request = reqwest::Client::new().post(format!("{base}/stays/1?day={day}"));
        let request = request.header("content-type", "application/json");
        answer(request.body(body))
    };
    assert_eq!(
        post("2026-11-22", r#"{"until":"2026-11-23"}"#).await,
        (204, Vec::new())
    );
    assert_eq!(post("2026-11-21", "{}").await.1[0].1, "not in the past");
    assert_eq!(
        post("2026-11-22", r#"{"until":"2026-11-22"}"#).await.1[0].1,
        "it ends after today"
    );
}

#[tokio::test]
async fn the_client_does_not_send_what_breaks_a_rule() {
    let client = client::Client::new(&serve().await);
    let mut request = types::ListStaysRequest {
        house: 1,
        from: "2026-01-01".to_owned(),
        until: Some("2026-01-08".to_owned()),
    };
    match client.list_stays(&request).await {
        Err(Error::InvalidRequest(problem)) => {
            assert!(problem.contains("at most a week"), "{problem}")
        }
        other => panic!("{other:?}"),
    }
    request.until = None;
    client.list_stays(&request).await.unwrap();
}

/// The validator and the generated code take the same clock.
#[test]
fn a_clock_that_stands_still_decides() {
    use kontrakt_tests::cases::clock::today::Case;
    let read = |json: &str, now: &str| {
        Clock::at(now)
            .unwrap()
            .during(|| kontrakt::from_slice::<Case>(json.as_bytes()).is_ok())
    };
    let day = r#"{"day":"2026-11-22"}"#;
    assert!(read(day, "2026-11-22T23:59:59Z"));
    assert!(!read(day, "2026-11-23T00:00:00Z"));
    let moment = r#"{"moment":"2026-11-22T12:00:00Z"}"#;
    assert!(read(moment, "2026-11-22T10:59:59Z"));
    assert!(!read(moment, "2026-11-22T11:00:00Z"));
}

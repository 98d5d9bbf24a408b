//! A client and a server, as generated code puts them together, on a loopback port.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kontrakt::client::{
    Core, Credential, Error, HookFuture, Hooks, OperationInfo, Request, ResponseChecks,
    ResponseValue, reqwest,
};
use kontrakt::server::{
    Call, Rejection, Response, Route, Router, ServerOptions, StatusCode, reply, router,
};
use kontrakt::{Check, Json, Limit, Violations};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const POSITIVE: &[Check] = &[Check::Minimum(Limit::Int(1))];

struct Service;

async fn create(_service: Arc<Service>, call: Call) -> Result<Response, Rejection> {
    match call.basic() {
        Some(basic) if basic.password.expose() == "p:w" => {}
        _ => return Err(Rejection::unauthorized("Basic realm=\"test\"")),
    }
    let body: Vec<i64> = call.json().await?;
    Ok(reply::json(StatusCode::OK, &body))
}

async fn find(_service: Arc<Service>, call: Call) -> Result<Response, Rejection> {
    let id: i64 = call.path("id").required(POSITIVE)?;
    let name: String = call.path("name").required(&[])?;
    Ok(reply::json(StatusCode::OK, &serde_json::json!([id, name])))
}

async fn answer(_service: Arc<Service>, call: Call) -> Result<Response, Rejection> {
    let status: i64 = call.path("status").required(&[])?;
    let status = u16::try_from(status)
        .ok()
        .and_then(|it| StatusCode::from_u16(it).ok());
    Ok(reply::json(status.unwrap_or_default(), &vec![-1_i64]))
}

/// Redirects to the URL in the query.
async fn redirect(_service: Arc<Service>, call: Call) -> Result<Response, Rejection> {
    let to: String = call.query("to").required(&[])?;
    let mut response = reply::empty(StatusCode::TEMPORARY_REDIRECT);
    response
        .headers_mut()
        .insert("location", to.parse().unwrap());
    Ok(response)
}

async fn nothing(_service: Arc<Service>, _call: Call) -> Result<Response, Rejection> {
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

fn routes() -> Router {
    let routes = [
        Route::post("/numbers", |service, call| Box::pin(create(service, call))),
        Route::get("/numbers/{id}/{name}", |service, call| {
            Box::pin(find(service, call))
        }),
        Route::delete("/nothing", |service, call| Box::pin(nothing(service, call))),
        Route::get("/redirect", |service, call| {
            Box::pin(redirect(service, call))
        }),
        Route::get("/answers/{status}", |service, call| {
            Box::pin(answer(service, call))
        }),
    ];
    router(Service, ServerOptions::default().body_limit(1000), routes)
}

/// Runs `test` with the base URL of a server that goes away with it.
fn with_server<F: Future<Output = ()>>(router: Router, test: impl FnOnce(String) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await });
        tokio::time::timeout(Duration::from_secs(20), test(base_url))
            .await
            .unwrap();
    });
}

fn client(base_url: &str) -> reqwest::Client {
    assert!(base_url.starts_with("http://127.0.0.1"));
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn core(base_url: String) -> Core {
    let client = client(&base_url);
    let mut core = Core::with_client(base_url, client);
    core.set_credential(
        "basicAuth",
        Credential::Basic {
            username: "u".to_owned(),
            password: "p:w".to_owned(),
        },
    );
    core
}

async fn problem(response: reqwest::Response) -> (u16, Json) {
    let media_type = &response.headers()["content-type"];
    assert_eq!(media_type, "application/problem+json");
    let status = response.status().as_u16();
    let problem: Json = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert_eq!(problem["status"], status);
    (status, problem)
}

type Answered = Result<ResponseValue<Vec<i64>>, Error<Vec<i64>>>;

fn take(response: kontrakt::client::Response) -> Answered {
    match response.status() {
        200 => response.success(),
        400 => Err(response.error(|body: Vec<i64>| body)),
        410 => Err(response.empty_error(vec![410])),
        _ => Err(response.unexpected()),
    }
}

async fn get_answer(core: &Core, status: i64) -> Answered {
    let request = Request::get("answer", "/answers/{status}").path("status", &status, &[]);
    take(core.send(request).await?)
}

#[test]
fn a_body_goes_there_and_back() {
    with_server(routes(), |base_url| async {
        // A slash at the end of the base URL makes no difference.
        let core = core(base_url + "/");
        let request = Request::post("create", "/numbers")
            .security(&[&["other"], &["basicAuth"]])
            .json(&vec![1_i64, 2]);
        let value = take(core.send(request).await.unwrap()).unwrap();
        assert_eq!(value.status(), 200);
        assert_eq!(*value, [1, 2]);
    });
}

#[test]
fn parameters_are_encoded_and_decoded() {
    with_server(routes(), |base_url| async {
        let name = "a/b?c#d%2Fé {x}";
        let request = Request::get("find", "/numbers/{id}/{name}")
            .path("id", &7_i64, POSITIVE)
            .path("name", &name.to_owned(), &[])
            .query("q", &"x y&z".to_owned(), true, &[]);
        let response = core(base_url).send(request).await.unwrap();
        let value: ResponseValue<Json> = response.success::<_, ()>().unwrap();
        assert_eq!(*value, serde_json::json!([7, name]));
    });
}

#[test]
fn invalid_requests_are_not_sent() {
    // Nothing listens there.
    let core = core("http://127.0.0.1:9".to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let find = || Request::get("find", "/numbers/{id}/{name}");
    for (request, expected) in [
        (
            find().path("id", &0_i64, POSITIVE),
            "/id: `id` is 0, below the minimum 1 (minimum)",
        ),
        (
            find().path("name", &String::new(), &[]),
            "`name` is empty, which a path cannot carry",
        ),
        (
            find().path("name", &"..".to_owned(), &[]),
            "the path /numbers/{id}/.. has a segment that would change its place",
        ),
        (
            Request::post("create", "/numbers").json(&vec![f64::NAN]),
            "/0: item [0] is NaN, which JSON does not have (type)",
        ),
    ] {
        let failure = runtime.block_on(core.send(request)).err().unwrap();
        match Error::<()>::from(failure) {
            Error::InvalidRequest(text) => assert_eq!(text, expected),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn answers_become_values_and_errors() {
    with_server(routes(), |base_url| async {
        let core = core(base_url);
        assert_eq!(*get_answer(&core, 200).await.unwrap(), [-1]);
        match get_answer(&core, 400).await {
            Err(Error::ErrorResponse(value)) => assert_eq!(*value, [-1]),
            other => panic!("{other:?}"),
        }
        match get_answer(&core, 410).await {
            Err(Error::ErrorResponse(value)) => assert_eq!(*value, [410]),
            other => panic!("{other:?}"),
        }
        let error = get_answer(&core, 503).await.unwrap_err();
        assert!(error.is_retryable());
        match error {
            Error::UnexpectedResponse(response) => {
                assert_eq!(response.url().path(), "/answers/503");
                assert_eq!(response.text().await.unwrap(), "[-1]");
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn no_body_is_null_where_anything_may_come() {
    with_server(routes(), |base_url| async {
        let core = core(base_url);
        let send = || core.send(Request::delete("nothing", "/nothing"));
        let any = send().await.unwrap().success::<Json, ()>();
        assert_eq!(*any.unwrap(), Json::Null);
        let list = send().await.unwrap().success::<Vec<i64>, ()>();
        assert!(matches!(list, Err(Error::InvalidResponsePayload(..))));
    });
}

#[test]
fn redirects_stay_within_the_origin() {
    with_server(routes(), |base_url| async move {
        let core = Core::new(base_url.clone());
        let elsewhere = base_url.replace("127.0.0.1", "localhost");
        for (to, expected) in [
            ("/answers/200".to_owned(), 200),
            (format!("{base_url}/answers/200"), 200),
            (format!("{elsewhere}/answers/200"), 307),
        ] {
            let request = Request::get("redirect", "/redirect").query("to", &to, true, &[]);
            assert_eq!(core.send(request).await.unwrap().status(), expected, "{to}");
        }
    });
}

#[test]
fn secrets_are_not_shown() {
    let mut core = Core::new("http://user:hidden@127.0.0.1/v1".to_owned());
    core.set_credential("key", Credential::Bearer("hidden".to_owned()));
    let shown = format!("{core:?}");
    assert!(
        shown.contains("http://127.0.0.1/v1") && !shown.contains("hidden"),
        "{shown}"
    );
}

#[test]
fn large_answers_are_cut_off() {
    with_server(routes(), |base_url| async {
        let mut core = core(base_url);
        core.set_response_limit(3);
        match get_answer(&core, 200).await {
            Err(Error::InvalidResponsePayload(_, error)) => {
                assert_eq!(error.to_string(), "the answer exceeds 3 bytes");
            }
            other => panic!("{other:?}"),
        }
    });
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

impl Hooks for Log {
    fn before<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        operation: &'a OperationInfo,
    ) -> HookFuture<'a> {
        Box::pin(async move {
            self.add(format!(
                "{} {}",
                operation.operation_id,
                request.url().path()
            ));
            if request.url().path().ends_with("/418") {
                return Err("no tea".to_owned());
            }
            Ok(())
        })
    }

    fn after<'a>(
        &'a self,
        result: &'a reqwest::Result<reqwest::Response>,
        _operation: &'a OperationInfo,
    ) -> HookFuture<'a> {
        Box::pin(async move {
            self.add(format!(
                "{:?}",
                result.as_ref().map(|it| it.status().as_u16()).ok()
            ));
            Ok(())
        })
    }

    fn invalid_response(&self, violations: &Violations, _operation: &OperationInfo) {
        self.add(violations.to_string());
    }
}

#[derive(Debug)]
struct Positive(i64);

impl kontrakt::Value for Positive {
    fn read(
        r: &mut kontrakt::Reader<'_>,
        _checks: &'static [Check],
    ) -> Result<Self, kontrakt::Unread> {
        i64::read(r, POSITIVE).map(Positive)
    }

    fn write(&self, w: &mut kontrakt::Writer) {
        self.0.write(w);
    }

    fn check(&self, _checks: &'static [Check], c: &mut kontrakt::Checker) {
        self.0.check(POSITIVE, c);
    }
}

#[test]
fn response_checks_and_hooks() {
    with_server(routes(), |base_url| async {
        let log = Log::default();
        for (checks, is_taken) in [
            (ResponseChecks::Strict, false),
            (ResponseChecks::Warn, true),
            (ResponseChecks::Off, true),
        ] {
            let mut core = core(base_url.clone());
            core.set_hooks(Arc::new(log.clone()));
            core.set_response_checks(checks);
            let request = Request::get("answer", "/answers/{status}").path("status", &200_i64, &[]);
            let response = core.send(request).await.unwrap();
            let value = response.success::<Vec<Positive>, ()>();
            assert_eq!(value.is_ok(), is_taken, "{checks:?}");
        }
        let below = "/0: item [0] is -1, below the minimum 1 (minimum)";
        let sent = "answer /answers/200";
        let expected = [
            sent,
            "Some(200)",
            sent,
            "Some(200)",
            below,
            sent,
            "Some(200)",
        ];
        assert_eq!(*log.0.lock().unwrap(), expected);

        let mut core = core(base_url);
        core.set_hooks(Arc::new(log));
        match get_answer(&core, 418).await {
            Err(Error::Custom(text)) => assert_eq!(text, "no tea"),
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn rejections_are_problems() {
    with_server(routes(), |base_url| async move {
        let client = client(&base_url);
        let post = |body: &'static str| {
            client
                .post(format!("{base_url}/numbers"))
                .basic_auth("u", Some("p:w"))
                .header("content-type", "application/json; encoding=utf-8")
                .body(body)
        };

        let (status, found) = problem(post("[1, \"x\", 2.5]").send().await.unwrap()).await;
        assert_eq!(status, 400);
        let expected = serde_json::json!([
            {"pointer": "/1", "keyword": "type", "message": "item [1] is \"x\"; expected an integer"},
            {"pointer": "/2", "keyword": "type", "message": "item [2] is 2.5; expected an integer"},
        ]);
        assert_eq!(found["violations"], expected);

        let (status, found) = problem(post("[1,\n 2,]").send().await.unwrap()).await;
        assert_eq!(status, 400);
        assert_eq!((&found["line"], &found["column"]), (&2.into(), &4.into()));
        assert_eq!(found["offset"], 7);

        let url = format!("{base_url}/numbers");
        let response = client.post(&url).body("no JSON").send().await.unwrap();
        let challenge = response.headers()["www-authenticate"].clone();
        assert_eq!(challenge, "Basic realm=\"test\"");
        assert_eq!(problem(response).await.0, 401);

        let numbers = || client.post(&url).basic_auth("u", Some("p:w")).body("[1]");
        let response = numbers().send().await.unwrap();
        assert_eq!(problem(response).await.0, 415);
        let text = numbers().header("content-type", "text/plain");
        let response = text.send().await.unwrap();
        assert_eq!(response.headers()["accept"], "application/json");
        assert_eq!(problem(response).await.0, 415);

        let response = client.get(&url).send().await.unwrap();
        assert_eq!(response.headers()["allow"], "POST");
        assert_eq!(problem(response).await.0, 405);
        let response = client
            .get(format!("{base_url}/nowhere"))
            .send()
            .await
            .unwrap();
        assert_eq!(problem(response).await.0, 404);

        let (status, found) = problem(
            client
                .get(format!("{base_url}/numbers/0/x"))
                .send()
                .await
                .unwrap(),
        )
        .await;
        assert_eq!((status, &found["parameter"]), (400, &"id".into()));
        assert_eq!(found["violations"][0]["keyword"], "minimum");
        let response = client
            .get(format!("{base_url}/numbers/1/%ff"))
            .send()
            .await
            .unwrap();
        assert_eq!(problem(response).await.0, 400);
    });
}

#[test]
fn bodies_over_the_limit_are_refused_announced_or_not() {
    with_server(routes(), |base_url| async move {
        let body = format!("[{}1]", " ".repeat(2000));
        let announced = client(&base_url)
            .post(format!("{base_url}/numbers"))
            .basic_auth("u", Some("p:w"))
            .header("content-type", "application/json")
            .body(body);
        assert_eq!(problem(announced.send().await.unwrap()).await.0, 413);

        // The body never ends, hence the answer must not wait for its end.
        let address = base_url.strip_prefix("http://").unwrap();
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let head = "POST /numbers HTTP/1.1\r\nHost: x\r\nAuthorization: Basic dTpwOnc=\r\n\
                    Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        let chunk = format!("300\r\n{}\r\n", " ".repeat(0x300));
        let request = format!("{head}{chunk}{chunk}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 413");
    });
}

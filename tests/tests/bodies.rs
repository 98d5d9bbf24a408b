//! Bodies of every kind from the generated clients to the generated servers, over HTTP on a loopback
//! port.

use axum::Router;
use kontrakt::client::{Error, reqwest};
use kontrakt::multipart::File;
use kontrakt::server::Accept;
use kontrakt::{ByteStream, Event, ItemError, Items, Json};
use kontrakt_tests::cases::bodies::{multipart, optional, sequences, several};
use tokio::net::TcpListener;

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

/// The status and the body of an answer to anyone.
async fn answer(request: reqwest::RequestBuilder) -> (u16, Json) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

struct Notes;

fn note(text: impl Into<String>) -> several::Note {
    several::Note::new(text.into())
}

impl several::server::Service for Notes {
    async fn add_note(
        &self,
        accept: Accept,
        body: several::AddNoteBody,
    ) -> several::server::AddNoteResponse {
        use several::server::{AddNoteResponse, StatusCode};
        let text = match body {
            several::AddNoteBody::Json(note) => note.text,
            several::AddNoteBody::Text(text) if text == "wrong" => {
                return AddNoteResponse::ClientErrorText(StatusCode::CONFLICT, text);
            }
            several::AddNoteBody::Text(text) => text,
            several::AddNoteBody::Image(image) => image.content_type().unwrap().to_owned(),
        };
        match accept.choose(&["application/json", "text/csv"]) {
            0 => AddNoteResponse::OkJson(note(text)),
            _ => AddNoteResponse::OkCsv(text),
        }
    }

    async fn put_note(&self, request: several::PutNoteRequest) -> several::server::PutNoteResponse {
        assert_eq!(request.id == 1, request.body.is_none());
        several::server::PutNoteResponse::NoContent
    }

    async fn add_stray(&self, body: several::AddStrayBody) -> several::server::AddStrayResponse {
        several::server::AddStrayResponse::Ok(match body {
            several::AddStrayBody::Text(text) => text,
            several::AddStrayBody::Bytes(_) => String::new(),
        })
    }

    async fn put_document(
        &self,
        body: several::PutDocumentBody,
    ) -> several::server::PutDocumentResponse {
        several::server::PutDocumentResponse::Ok(match body {
            several::PutDocumentBody::Xml(text) => text,
            several::PutDocumentBody::XYaml(_) => String::new(),
        })
    }

    async fn copy(&self, body: ByteStream) -> several::server::CopyResponse {
        several::server::CopyResponse::Ok(body)
    }
}

#[tokio::test]
async fn each_media_type_is_a_variant() {
    use several::AddNoteBody as Body;
    use several::client::{AddNoteError, AddNoteSuccess};
    let base_url = serve(several::server::router(Notes)).await;
    let client = several::Client::new(&base_url);
    for (body, expected) in [
        (Body::Json(note("json")), "json"),
        (Body::Text("text".to_owned()), "text"),
        (
            Body::Image(ByteStream::from("GIF").with_content_type("image/gif")),
            "image/gif",
        ),
    ] {
        let added = client.add_note(body).await.unwrap();
        assert_eq!(*added, AddNoteSuccess::OkJson(note(expected)));
    }
    match client.add_note(Body::Text("wrong".to_owned())).await {
        Err(Error::ErrorResponse(error)) => {
            let expected = AddNoteError::ClientErrorText(409, "wrong".to_owned());
            assert_eq!(*error, expected);
        }
        other => panic!("{other:?}"),
    }
    let unnamed = client.add_note(Body::Image("?".into())).await;
    assert!(
        matches!(unnamed, Err(Error::InvalidRequest(_))),
        "{unnamed:?}"
    );
    for body in [None, Some(several::PutNoteBody::Text("a".to_owned()))] {
        let id = if body.is_none() { 1 } else { 2 };
        let mut request = several::PutNoteRequest {
            id,
            a: None,
            b: None,
            body,
        };
        client.put_note(&request).await.unwrap();
        request.a = Some(1);
        client.put_note(&request).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_no_media_type_hides_no_other() {
    let base_url = serve(several::server::router(Notes)).await;
    let client = several::Client::new(&base_url);
    let text = several::AddStrayBody::Text("a".to_owned());
    assert_eq!(*client.add_stray(text).await.unwrap(), "a");
    let document = several::PutDocumentBody::Xml("<a>ä</a>".to_owned());
    assert_eq!(*client.put_document(document).await.unwrap(), "<a>ä</a>");
}

#[tokio::test]
async fn a_media_type_is_negotiated() {
    let base_url = serve(several::server::router(Notes)).await;
    let http = reqwest::Client::new();
    let post = |content_type: &str, accept: &str| {
        let request = http.post(format!("{base_url}/notes"));
        let request = request.header("content-type", content_type);
        request.header("accept", accept).body(r#"{"text":"a"}"#)
    };
    let sent = async |content_type, accept| {
        let response = post(content_type, accept).send().await.unwrap();
        let found = response.headers()["content-type"].to_str().unwrap();
        found.to_owned()
    };
    let json = "application/json; charset=utf-8";
    assert_eq!(sent(json, "*/*").await, "application/json");
    let vendor = "application/vnd.notes+json";
    assert_eq!(
        sent(vendor, "application/*;q=0.5, application/vnd.notes+json").await,
        vendor
    );
    assert_eq!(
        sent(json, "text/csv, application/json;q=0.9").await,
        "text/csv"
    );
    assert_eq!(answer(post(json, "image/png")).await.0, 406);
    let (status, problem) = answer(post("application/xml", "*/*")).await;
    assert_eq!(status, 415);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("application/json, application/vnd.notes+json"),
        "{detail}"
    );
}

/// Numbered chunks of 64 KiB, none of which is there before it is asked for.
fn chunks(count: u8) -> ByteStream {
    let items: Items<u8> = (0..count).collect::<Vec<_>>().into();
    ByteStream::new(Chunks(items))
}

struct Chunks(Items<u8>);

impl futures_core::Stream for Chunks {
    type Item = std::io::Result<kontrakt::client::Bytes>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let next = std::pin::Pin::new(&mut self.0).poll_next(cx);
        next.map(|it| it.map(|number| Ok(vec![number.unwrap(); 65_536].into())))
    }
}

#[tokio::test]
async fn bytes_are_streamed_both_ways() {
    let options = several::server::ServerOptions::default().body_limit(8 << 20);
    let base_url = serve(several::server::router_with(Notes, options)).await;
    let client = several::Client::new(&base_url);
    let mut copied = client.copy(chunks(100)).await.unwrap().into_inner();
    assert_eq!(copied.length(), None, "the length is not known beforehand");
    let (mut length, mut last) = (0, 0);
    while let Some(chunk) = copied.next().await {
        let chunk = chunk.unwrap();
        assert!(chunk.len() <= 1 << 20, "{}", chunk.len());
        assert!(chunk.iter().all(|byte| (last..=last + 64).contains(byte)));
        length += chunk.len();
        last = *chunk.last().unwrap();
    }
    assert_eq!((length, last), (6_553_600, 99));
    let short = client.copy("a few").await.unwrap().into_inner();
    assert_eq!(&short.collect(5).await.unwrap()[..], b"a few");

    let too_long = client.copy(vec![0; (8 << 20) + 1]).await;
    assert_eq!(too_long.unwrap_err().status().unwrap(), 413);
}

struct Files;

impl multipart::server::Service for Files {
    async fn upload(&self, body: multipart::UploadBody) -> multipart::server::UploadResponse {
        let mut seen = Vec::new();
        for file in body.file {
            let (name, media_type) = (file.name.unwrap(), file.content_type.unwrap());
            let bytes = file.body.collect(1_000).await.unwrap();
            seen.push(format!("{name} {media_type} {}", bytes.len()));
        }
        seen.push(body.meta.title);
        seen.extend(body.tag.unwrap_or_default());
        seen.extend(body.count.map(|count| count.to_string()));
        multipart::server::UploadResponse::Created(seen)
    }

    async fn picture(&self, body: multipart::PictureBody) -> multipart::server::PictureResponse {
        let bytes = body.file.body.collect(100).await.unwrap();
        multipart::server::PictureResponse::Ok(bytes.len() as i64)
    }

    async fn anything(
        &self,
        request: multipart::AnythingRequest,
    ) -> multipart::server::AnythingResponse {
        let names: Vec<String> = request
            .body
            .unwrap()
            .additional_properties
            .into_keys()
            .collect();
        assert_eq!(names, ["a", "b"]);
        multipart::server::AnythingResponse::NoContent
    }

    async fn others(&self, body: multipart::OthersBody) -> multipart::server::OthersResponse {
        assert!(matches!(body, multipart::OthersBody::Multipart(_)));
        multipart::server::OthersResponse::NoContent
    }
}

fn upload(sizes: &[usize]) -> multipart::UploadBody {
    let file = |(at, size): (usize, &usize)| File::new(format!("{at}.png"), vec![7; *size]);
    multipart::UploadBody {
        file: sizes.iter().enumerate().map(file).collect(),
        meta: multipart::Meta::new("a \"title\"\r\n".to_owned()),
        tag: Some(vec!["x".to_owned(), "1".to_owned()]),
        count: Some(3),
    }
}

#[tokio::test]
async fn forms_have_files_and_values() {
    let base_url = serve(multipart::server::router(Files)).await;
    let client = multipart::Client::new(&base_url);
    let seen = client.upload(upload(&[3, 1_000])).await.unwrap();
    let expected = [
        "0.png image/png 3",
        "1.png image/png 1000",
        "a \"title\"\r\n",
        "x",
        "1",
        "3",
    ];
    assert_eq!(*seen, expected);
    let picture = File {
        content_type: Some("image/gif".to_owned()),
        ..File::new("a \"b\".gif", chunks(0))
    };
    let size = client
        .picture(multipart::PictureBody { file: picture })
        .await;
    assert_eq!(*size.unwrap(), 0);
    let body = multipart::AnythingBody {
        additional_properties: [
            (
                "a".to_owned(),
                vec![File::new("1", "one"), File::new("2", "two")],
            ),
            ("b".to_owned(), vec![File::new("3", "three")]),
        ]
        .into(),
    };
    let request = multipart::AnythingRequest {
        body: Some(body),
        ..Default::default()
    };
    client.anything(request).await.unwrap();
}

#[tokio::test]
async fn a_client_refuses_what_is_too_large() {
    let client = multipart::Client::new("http://localhost:1");
    for (body, place) in [
        (
            upload(&[10, 1_001]),
            "/file/1: is larger than 1000 bytes (x-max-bytes)",
        ),
        (
            upload(&[700, 700, 700]),
            "/file: is larger than 2000 bytes (x-max-bytes)",
        ),
        (
            upload(&[]),
            "/file: `file` has 0 items, fewer than 1 (minItems)",
        ),
    ] {
        match client.upload(body).await {
            Err(Error::InvalidRequest(problem)) => assert_eq!(problem, place),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_server_refuses_what_is_too_large() {
    let base_url = serve(multipart::server::router(Files)).await;
    let http = reqwest::Client::new();
    let send = async |path: &str, parts: &[(&str, &str, usize)]| {
        let mut body = String::new();
        for (name, head, size) in parts {
            body +=
                &format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"{head}\r\n\r\n");
            body += &"7".repeat(*size);
            body += "\r\n";
        }
        let request = http.post(format!("{base_url}{path}"));
        let request = request.header("content-type", "multipart/form-data; boundary=b");
        let (status, problem) = answer(request.body(body + "--b--\r\n")).await;
        let violations = problem["violations"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let places: Vec<String> = violations
            .iter()
            .map(|it| format!("{} {}", it["pointer"], it["keyword"]).replace('"', ""))
            .collect();
        (status, places.join(", "))
    };
    let file = "; filename=\"f\"";
    let found = send("/files", &[("file", file, 1_000), ("file", file, 1_001)]).await;
    assert_eq!(found, (413, "/file/1 x-max-bytes".to_owned()));
    let found = send(
        "/files",
        &[("file", file, 999), ("file", file, 999), ("file", file, 3)],
    )
    .await;
    assert_eq!(found, (413, "/file x-max-bytes".to_owned()));
    let found = send("/files", &[("stranger", file, 3_001)]).await;
    assert_eq!(found, (413, " x-max-bytes".to_owned()));
    let found = send("/others", &[("a", file, 30_001)]).await;
    assert_eq!(found, (413, "/a/0 x-max-bytes".to_owned()));

    let found = send(
        "/files",
        &[("stranger", "", 1), ("count", "", 0), ("tag", "", 6)],
    )
    .await;
    let expected = " required,  required, /tag/0 maxLength, /count type,  additionalProperties";
    assert_eq!(found, (400, expected.to_owned()));
    assert_eq!(send("/picture", &[("", "", 5)]).await, (200, String::new()));
    assert_eq!(send("/picture", &[("", "", 3 << 20)]).await.0, 413);
}

struct Prices;

impl sequences::server::Service for Prices {
    async fn prices(&self, count: Option<i64>) -> sequences::server::PricesResponse {
        let events = (0..count.unwrap_or(3)).map(|value| Event {
            id: Some(value.to_string()),
            ..Event::new(sequences::Price::new(value as f64))
        });
        sequences::server::PricesResponse::Ok(events.collect::<Vec<_>>().into())
    }

    async fn send_prices(
        &self,
        body: Items<sequences::Price>,
    ) -> sequences::server::SendPricesResponse {
        sequences::server::SendPricesResponse::Ok(body)
    }

    async fn log(&self, accept: Accept) -> sequences::server::LogResponse {
        let lines = vec!["one".to_owned(), "two\nlines".to_owned()];
        match accept.choose(&["text/event-stream", "application/json"]) {
            0 => {
                let events: Vec<_> = lines.into_iter().map(Event::new).collect();
                sequences::server::LogResponse::OkEvents(events.into())
            }
            _ => sequences::server::LogResponse::OkJson(lines),
        }
    }
}

async fn all<T>(mut items: Items<T>) -> Vec<Result<T, ItemError>> {
    let mut list = Vec::new();
    while let Some(item) = items.next().await {
        list.push(item);
    }
    list
}

#[tokio::test]
async fn items_come_one_after_another() {
    let base_url = serve(sequences::server::router(Prices)).await;
    let client = sequences::Client::new(&base_url);
    let events = all(client.prices(Some(2)).await.unwrap().into_inner()).await;
    let events: Vec<_> = events.into_iter().map(Result::unwrap).collect();
    let expected = [0.0, 1.0].map(|value| Event {
        id: Some((value as i64).to_string()),
        ..Event::new(sequences::Price::new(value))
    });
    assert_eq!(events, expected);

    let sent = [1.5, 2.5].map(sequences::Price::new);
    let echoed = client.send_prices(sent.clone().into()).await.unwrap();
    let echoed = all(echoed.into_inner()).await;
    let echoed: Vec<_> = echoed.into_iter().map(Result::unwrap).collect();
    assert_eq!(echoed, sent);

    match client.log().await.unwrap().into_inner() {
        sequences::client::LogSuccess::OkEvents(events) => {
            let events = all(events).await;
            let data: Vec<_> = events.into_iter().map(|it| it.unwrap().data).collect();
            assert_eq!(data, ["one", "two\nlines"]);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn items_are_checked_where_they_stand() {
    let base_url = serve(sequences::server::router(Prices)).await;
    let client = sequences::Client::new(&base_url);
    let sent = [1.0, -1.0].map(sequences::Price::new);
    let refused = client.send_prices(sent.into()).await;
    assert!(
        matches!(refused, Err(Error::CommunicationError(_))),
        "{refused:?}"
    );

    // A server of its own kind: an event that is no price, the end in words, and one after it.
    let text =
        "data: {\"value\": 1}\n\ndata: {\"value\": -1}\n\ndata: 7\n\ndata: [DONE]\n\ndata: {}\n\n";
    let handler =
        move || async move { ([("content-type", "text/event-stream; charset=utf-8")], text) };
    let router = Router::new().route("/prices", axum::routing::get(handler));
    let base_url = serve(router).await;
    let strict = kontrakt::client::ResponseChecks::Strict;
    let client = sequences::Client::new(&base_url).response_checks(strict);
    let events = all(client.prices(None).await.unwrap().into_inner()).await;
    let read: Vec<_> = events.iter().map(Result::is_ok).collect();
    assert_eq!(read, [true, false, false]);
}

struct Positions;

impl optional::server::Service for Positions {
    async fn change(&self, body: Option<optional::Position>) -> optional::server::ChangeResponse {
        use optional::server::{ChangeResponse, StatusCode};
        match body {
            None => ChangeResponse::Ok(None),
            Some(position) => match position.id {
                1 => ChangeResponse::Ok(Some(position)),
                2 => ChangeResponse::NoContent(Some(position)),
                3 => ChangeResponse::ExpectationFailed(None),
                4 => ChangeResponse::ExpectationFailed(Some(position)),
                _ => ChangeResponse::ServerError(StatusCode::BAD_GATEWAY, None),
            },
        }
    }

    async fn look(&self) -> optional::server::LookResponse {
        optional::server::LookResponse::Ok
    }

    async fn remove(&self, body: optional::Position) -> optional::server::RemoveResponse {
        assert_eq!(body.id, 1);
        optional::server::RemoveResponse::Ok
    }
}

#[tokio::test]
async fn bodies_may_be_left_out() {
    use optional::client::ChangeError;
    let base_url = serve(optional::server::router(Positions)).await;
    let client = optional::Client::new(&base_url);
    let position = optional::Position::new;
    assert_eq!(*client.change(None).await.unwrap(), None);
    let changed = client.change(Some(&position(1))).await.unwrap();
    assert_eq!(*changed, Some(position(1)));
    let changed = client.change(Some(&position(2))).await.unwrap();
    assert_eq!(
        (changed.status().as_u16(), changed.into_inner()),
        (204, None)
    );
    for (id, expected) in [
        (3, ChangeError::ExpectationFailed(None)),
        (4, ChangeError::ExpectationFailed(Some(position(4)))),
        (5, ChangeError::ServerError(502, None)),
    ] {
        match client.change(Some(&position(id))).await {
            Err(Error::ErrorResponse(error)) => assert_eq!(*error, expected),
            other => panic!("{other:?}"),
        }
    }
    client.look().await.unwrap();
    client.remove(&position(1)).await.unwrap();
}

//! XML, forms and every style of parameters from the generated clients to the generated servers,
//! over HTTP on a loopback port.

use std::collections::BTreeMap;

use axum::Router;
use kontrakt::client::{Error, reqwest};
use kontrakt::{Json, Presence};
use kontrakt_tests::cases::wire::{forms, parameters, path_items, xml};
use serde_json::json;
use tokio::net::TcpListener;

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

struct Shop;

impl xml::server::Service for Shop {
    async fn add_item(&self, body: xml::Item) -> xml::server::AddItemResponse {
        use xml::server::{AddItemResponse, StatusCode};
        if body.id == 0 {
            let problem: xml::Problem = serde_json::from_value(json!({"title": "a < b"})).unwrap();
            return AddItemResponse::ClientError(StatusCode::CONFLICT, problem);
        }
        AddItemResponse::Ok(body)
    }

    async fn put_notes(&self, body: Option<Vec<String>>) -> xml::server::PutNotesResponse {
        xml::server::PutNotesResponse::Ok(format!("<n>{}</n>", body.unwrap_or_default().join("|")))
    }
}

fn item() -> xml::Item {
    let value = json!({
        "id": 7, "sizes": [1, 2.5], "tags": ["a & b", ""], "note": null, "other": "x",
        "price": {"currency": "EUR", "amount": 3}, "part": {"id": 8, "sizes": []},
    });
    serde_json::from_value(value).unwrap()
}

/// The status, the media type and the body of an answer.
async fn answer(request: reqwest::RequestBuilder) -> (u16, String, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let media_type = response.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    (status, media_type, response.text().await.unwrap())
}

#[tokio::test]
async fn one_type_in_json_and_in_xml() {
    let base_url = serve(xml::server::router(Shop)).await;
    let client = xml::Client::new(&base_url);
    assert_eq!(*client.add_item(&item()).await.unwrap(), item());
    assert_eq!(item().note, Presence::Null);
    let http = reqwest::Client::new();
    let post = |body: &'static str| {
        let request = http.post(format!("{base_url}/items"));
        let request = request.header("content-type", "application/xml; charset=utf-8");
        answer(request.header("accept", "application/xml").body(body))
    };
    let (status, media_type, text) =
        post("<Item id='1'><sizes>1</sizes><tags><tag>b</tag></tags></Item>").await;
    assert_eq!(
        (status, media_type.as_str()),
        (200, "application/xml;charset=UTF-8")
    );
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <Item id=\"1\"><sizes>1.0</sizes><tags><tag>b</tag></tags></Item>";
    assert_eq!(
        text.replace("<sizes>1</sizes>", "<sizes>1.0</sizes>"),
        expected
    );
    let (status, _, text) = post("<Item id='x'><sizes>-1</sizes></Item>").await;
    let problem: Json = serde_json::from_str(&text).unwrap();
    let broken: Vec<_> = problem["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["pointer"].as_str().unwrap(),
                it["keyword"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        (status, &*broken),
        (400, &[("/id", "type"), ("/sizes/0", "minimum")][..])
    );
    let (status, _, text) = post("<Item>\n<sizes></Item>").await;
    assert_eq!(status, 400);
    assert!(text.contains("is not XML: line 2"), "{text}");
}

#[tokio::test]
async fn failures_and_lists_in_xml() {
    let base_url = serve(xml::server::router(Shop)).await;
    let client = xml::Client::new(&base_url);
    let mut wrong = item();
    wrong.id = 0;
    match client.add_item(&wrong).await {
        Err(Error::ErrorResponse(error)) => {
            let xml::client::AddItemError::ClientError(status, problem) = error.into_inner();
            assert_eq!((status, problem.title.as_deref()), (409, Some("a < b")));
        }
        other => panic!("{other:?}"),
    }
    let notes = vec!["a".to_owned(), "<b>".to_owned()];
    let read = client.put_notes(Some(&notes)).await.unwrap();
    assert_eq!(*read, "<n>a|<b></n>");
    assert_eq!(*client.put_notes(None).await.unwrap(), "<n></n>");
    let many = vec![String::new(); 3];
    assert!(client.put_notes(Some(&many)).await.is_err());
}

struct Forms;

impl forms::server::Service for Forms {
    async fn search(&self, body: forms::Search) -> forms::server::SearchResponse {
        forms::server::SearchResponse::Ok(body)
    }
}

#[tokio::test]
async fn forms_come_back() {
    let base_url = serve(forms::server::router(Forms)).await;
    let value = json!({
        "text": "a b&c", "limit": 5, "exact": true, "tags": ["x", "y,z"], "colors": ["red", "blue"],
        "area": {"north": 1.5}, "address": {"city": "Ulm"}, "other": "1",
    });
    let search: forms::Search = serde_json::from_value(value).unwrap();
    let client = forms::Client::new(&base_url);
    assert_eq!(*client.search(&search).await.unwrap(), search);
    let request = reqwest::Client::new().post(format!("{base_url}/search"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let (status, _, text) = answer(request.body("text=&limit=500")).await;
    assert_eq!(status, 400);
    assert!(
        text.contains("minLength") && text.contains("maximum"),
        "{text}"
    );
}

struct Echo;

impl parameters::server::Service for Echo {
    async fn paths(
        &self,
        label: Vec<i64>,
        matrix: parameters::Point,
        point: parameters::Point,
    ) -> parameters::server::PathsResponse {
        parameters::server::PathsResponse::Ok(json!([label, matrix, point]))
    }

    async fn queries(
        &self,
        request: parameters::QueriesRequest,
    ) -> parameters::server::QueriesResponse {
        let parameters::QueriesRequest {
            filter,
            point,
            words,
            colors,
            body2,
            target,
            limit,
            either,
        } = request;
        parameters::server::QueriesResponse::Ok(json!({
            "filter": filter, "point": point, "words": words, "colors": colors, "body": body2,
            "target": target, "limit": limit, "either": either,
        }))
    }

    type Caller = ();

    async fn authenticate(
        &self,
        _: parameters::server::Credentials,
    ) -> Result<(), parameters::server::Denied> {
        Ok(())
    }

    async fn pages(
        &self,
        (): (),
        page: parameters::Page,
        text: Option<String>,
        rest: Option<BTreeMap<String, String>>,
    ) -> parameters::server::PagesResponse {
        parameters::server::PagesResponse::Ok(json!([page, text, rest]))
    }

    async fn heads(
        &self,
        x_point: parameters::Point,
        sizes: Option<Vec<i64>>,
        deep: Option<String>,
    ) -> parameters::server::HeadsResponse {
        parameters::server::HeadsResponse::Ok(json!([x_point, sizes, deep]))
    }

    async fn cookies(
        &self,
        place: Option<parameters::Point>,
        words: Option<Vec<String>>,
    ) -> parameters::server::CookiesResponse {
        parameters::server::CookiesResponse::Ok(json!([place, words]))
    }
}

fn point(x: i64) -> parameters::Point {
    serde_json::from_value(json!({"x": x, "y": 2})).unwrap()
}

#[tokio::test]
async fn parameters_of_every_style() {
    let base_url = serve(parameters::server::router(Echo)).await;
    let client = parameters::Client::new(&base_url);
    let read = client.paths(vec![3, 4], point(1), point(5)).await.unwrap();
    assert_eq!(*read, json!([[3, 4], {"x": 1, "y": 2}, {"x": 5, "y": 2}]));
    let filter = json!({"names": ["a", "b"], "point": {"x": 1}, "free": "[&]"});
    let filter: parameters::Filter = serde_json::from_value(filter).unwrap();
    let words = |list: [&str; 2]| Some(list.map(str::to_owned).to_vec());
    let request = parameters::QueriesRequest {
        filter: Some(filter.clone()),
        point: Some(point(9)),
        words: words(["a,b", "c"]),
        colors: words(["red", "blue green"]),
        body2: Some(filter),
        target: Some("http://a/b?c=d&e#f".to_owned()),
        limit: Some(7),
        either: Some(parameters::QueriesEither::Boolean(true)),
    };
    let read = client.queries(&request).await.unwrap();
    let filter = json!({"names": ["a", "b"], "point": {"x": 1}, "free": "[&]"});
    let expected = json!({
        "filter": filter, "point": {"x": 9, "y": 2}, "words": ["a,b", "c"],
        "colors": ["red", "blue green"], "body": filter, "target": "http://a/b?c=d&e#f",
        "limit": 7, "either": true,
    });
    assert_eq!(*read, expected);
    let read = client
        .heads(point(1), Some(vec![1, 2]), None)
        .await
        .unwrap();
    assert_eq!(*read, json!([{"x": 1, "y": 2}, [1, 2], null]));
    let words = vec!["a; b".to_owned(), "ü%41".to_owned()];
    let read = client.cookies(Some(point(1)), Some(words)).await.unwrap();
    assert_eq!(*read, json!([{"x": 1, "y": 2}, ["a; b", "ü%41"]]));
    // By its other name, and with what breaks a rule.
    let get = |query: &str| {
        let url = format!("{base_url}/queries?{query}");
        answer(reqwest::Client::new().get(url))
    };
    let (status, _, text) = get("max=3").await;
    assert_eq!(status, 200);
    assert_eq!(serde_json::from_str::<Json>(&text).unwrap()["limit"], 3);
    let (status, _, text) = get("filter[point][x]=-1").await;
    assert_eq!(status, 400);
    assert!(
        text.contains("/point/x") && text.contains("minimum"),
        "{text}"
    );
}

#[tokio::test]
async fn lists_in_objects_whose_members_stand_on_their_own() {
    let base_url = serve(parameters::server::router(Echo)).await;
    let client = parameters::Client::new(&base_url).key("secret");
    for page in [
        json!({"size": 20, "sort": ["name,asc", "a&b"]}),
        json!({"size": 1, "sort": ["name"]}),
        json!({"size": 1}),
    ] {
        let typed: parameters::Page = serde_json::from_value(page.clone()).unwrap();
        let text = Some("x".to_owned());
        let rest = BTreeMap::from([("other".to_owned(), "y".to_owned())]);
        let read = client.pages(typed, text, Some(rest)).await.unwrap();
        assert_eq!(*read, json!([page, "x", {"other": "y"}]));
    }
    let url = format!("{base_url}/pages?api_key=secret&size=0&sort=a&sort=b&sort=c");
    let (status, _, text) = answer(reqwest::Client::new().get(url)).await;
    assert_eq!(status, 400);
    for broken in ["minimum", "maxItems"] {
        assert!(text.contains(broken), "{broken}: {text}");
    }
}

struct Tags;

impl path_items::server::Service for Tags {
    async fn tagged(
        &self,
        tags: Vec<String>,
        kinds: Vec<String>,
    ) -> path_items::server::TaggedResponse {
        path_items::server::TaggedResponse::Ok([tags, kinds].concat())
    }
}

#[tokio::test]
async fn an_encoded_delimiter_in_a_path_is_a_part_of_its_item() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let router = path_items::server::router(Tags);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = path_items::Client::new(base_url);
    let (tags, kinds) = (["a,b", "c+d", "50%"], ["e,f", "g h"]);
    let [tags, kinds] = [&tags[..], &kinds[..]].map(|list| {
        let texts = list.iter().map(|it| (*it).to_owned());
        texts.collect::<Vec<String>>()
    });
    let answer = client.tagged(tags.clone(), kinds.clone()).await.unwrap();
    assert_eq!(*answer, [tags, kinds].concat());
}

//! Operations at unusual places, called by the generated client over loopback HTTP.

use std::future::Future;

use axum::Router;
use kontrakt::client::reqwest::{self, Method};
use kontrakt_tests::cases::routes::{
    any_method, any_path, not_told_apart, told_apart_by_path, told_apart_by_query,
    told_apart_by_what_differs,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

async fn send(method: &str, url: String) -> (u16, reqwest::header::HeaderMap, String) {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let request = reqwest::Client::new().request(method, url);
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.text().await.unwrap())
}

/// The text of the success of an operation.
async fn text<E: std::fmt::Debug>(
    call: impl Future<Output = Result<kontrakt::client::ResponseValue<String>, E>>,
) -> String {
    call.await.unwrap().into_inner()
}

mod by_query {
    use super::told_apart_by_query::server::*;

    pub(super) struct Log;

    impl Service for Log {
        async fn list(&self) -> ListResponse {
            ListResponse::Ok("list".to_owned())
        }
        async fn set_state(&self, id: i64) -> SetStateResponse {
            SetStateResponse::Ok(format!("set_state {id}"))
        }
        async fn list_newest(&self) -> ListNewestResponse {
            ListNewestResponse::Ok("list_newest".to_owned())
        }
        async fn first(&self) -> FirstResponse {
            FirstResponse::Ok("first".to_owned())
        }
        async fn second(&self) -> SecondResponse {
            SecondResponse::Ok("second".to_owned())
        }
        async fn third(
            &self,
            _: kontrakt_tests::cases::routes::told_apart_by_query::ThirdXTarget,
        ) -> ThirdResponse {
            ThirdResponse::Ok("third".to_owned())
        }
        async fn find(&self, id: i64) -> FindResponse {
            FindResponse::Ok(format!("find {id}"))
        }
    }
}

#[tokio::test]
async fn the_query_of_a_path_key_says_which_operation_is_meant() {
    use told_apart_by_query::ThirdXTarget;
    let base_url = serve(told_apart_by_query::server::router(by_query::Log)).await;
    let client = told_apart_by_query::Client::new(&base_url);
    assert_eq!(text(client.list()).await, "list");
    assert_eq!(text(client.list_newest()).await, "list_newest");
    assert_eq!(text(client.set_state(7)).await, "set_state 7");
    assert_eq!(text(client.first()).await, "first");
    assert_eq!(text(client.second()).await, "second");
    assert_eq!(text(client.third(ThirdXTarget::Third)).await, "third");
    assert_eq!(text(client.find(3)).await, "find 3");

    // Something changes, so that nobody may store the answer.
    let url = format!("{base_url}/log?id=1&now=&method=set+state");
    let (status, headers, body) = send("GET", url).await;
    assert_eq!((status, body.as_str()), (200, "set_state 1"));
    assert_eq!(headers["cache-control"], "no-store");
    let (_, headers, _) = send("GET", format!("{base_url}/log?method=list")).await;
    assert_eq!(headers.get("cache-control"), None);
}

#[tokio::test]
async fn a_query_of_no_operation_is_told_which_there_are() {
    let base_url = serve(told_apart_by_query::server::router(by_query::Log)).await;
    let (status, _, body) = send("GET", format!("{base_url}/log?method=remove")).await;
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 404, "{problem}");
    let expected = json!([
        "method=set state with now",
        "method=list with order=newest",
        "method=list"
    ]);
    assert_eq!(problem["expected"], expected);
    let (status, _, body) = send("POST", format!("{base_url}/")).await;
    assert_eq!(status, 404);
    assert!(body.contains("X-Target: Third"), "{body}");
    let (status, headers, _) = send("DELETE", format!("{base_url}/log?method=list")).await;
    assert_eq!(
        (status, headers["allow"].to_str().unwrap()),
        (405, "GET,HEAD")
    );
}

mod by_difference {
    use super::told_apart_by_what_differs::server::*;

    pub(super) struct Items;

    impl Service for Items {
        async fn by_name(&self, name: String, _: i64) -> ByNameResponse {
            ByNameResponse::Ok(name)
        }
        async fn by_size(&self, size: i64, _: i64) -> BySizeResponse {
            BySizeResponse::Ok(size.to_string())
        }
        async fn rename(&self, id: i64, body: String) -> RenameResponse {
            RenameResponse::Ok(format!("{id} {body}"))
        }
        async fn replace(&self, name: String, body: bool) -> ReplaceResponse {
            ReplaceResponse::Ok(format!("{name} {body}"))
        }
    }
}

#[tokio::test]
async fn parameters_and_bodies_tell_operations_apart() {
    let router = told_apart_by_what_differs::server::router(by_difference::Items);
    let base_url = serve(router).await;
    let client = told_apart_by_what_differs::Client::new(&base_url);
    assert_eq!(text(client.by_name("a", 1)).await, "a");
    assert_eq!(text(client.by_size(2, 1)).await, "2");
    assert_eq!(text(client.rename(5, "x".to_owned())).await, "5 x");
    assert_eq!(text(client.replace("5", &true)).await, "5 true");
    // What nothing speaks for goes to the first, which says what is missing.
    let (status, _, body) = send("GET", format!("{base_url}/items?page=1")).await;
    assert_eq!(status, 400);
    assert!(body.contains("`name` is missing"), "{body}");
}

mod by_path {
    use super::told_apart_by_path::server::*;

    pub(super) struct Items;

    impl Service for Items {
        async fn by_slug(&self, slug: String) -> BySlugResponse {
            BySlugResponse::Ok(format!("slug {slug}"))
        }
        async fn by_number(&self, number: i64) -> ByNumberResponse {
            ByNumberResponse::Ok(format!("number {number}"))
        }
        async fn by_code(&self, code: String) -> ByCodeResponse {
            ByCodeResponse::Ok(format!("code {code}"))
        }
    }
}

#[tokio::test]
async fn what_the_path_holds_tells_operations_apart() {
    let base_url = serve(told_apart_by_path::server::router(by_path::Items)).await;
    let client = told_apart_by_path::Client::new(&base_url);
    assert_eq!(text(client.by_slug("a1")).await, "slug a1");
    assert_eq!(text(client.by_number(12)).await, "number 12");
    assert_eq!(text(client.by_code("AB/1")).await, "code AB/1");
}

mod paths {
    use super::any_path::server::*;

    pub(super) struct Paths;

    impl Service for Paths {
        async fn get_job(&self, id: String) -> GetJobResponse {
            GetJobResponse::Ok(format!("job {id}"))
        }
        async fn cancel_job(&self, id: String) -> CancelJobResponse {
            CancelJobResponse::Ok(format!("cancel {id}"))
        }
        async fn my_jobs(&self) -> MyJobsResponse {
            MyJobsResponse::Ok("mine".to_owned())
        }
        async fn get_file(&self, name: String, format: String) -> GetFileResponse {
            GetFileResponse::Ok(format!("{name} as {format}"))
        }
        async fn empty_folder(&self) -> EmptyFolderResponse {
            EmptyFolderResponse::Ok("empty".to_owned())
        }
        async fn bare(&self, rest: String) -> BareResponse {
            BareResponse::Ok(rest)
        }
        async fn greet(&self, major: i64, minor: i64) -> GreetResponse {
            GreetResponse::Ok(format!("{major} {minor}"))
        }
    }
}

#[tokio::test]
async fn every_path_is_served() {
    let base_url = serve(any_path::server::router(paths::Paths)).await;
    let client = any_path::Client::new(&base_url);
    assert_eq!(
        text(client.get_job("a/b:cancel ü")).await,
        "job a/b:cancel ü"
    );
    assert_eq!(
        text(client.cancel_job("a/b:cancel")).await,
        "cancel a/b:cancel"
    );
    assert_eq!(text(client.my_jobs()).await, "mine");
    assert_eq!(text(client.get_job("mine ")).await, "job mine ");
    assert_eq!(text(client.get_file("a.tar", "gz")).await, "a.tar as gz");
    assert_eq!(text(client.empty_folder()).await, "empty");
    assert_eq!(text(client.bare("x")).await, "x");
    assert_eq!(text(client.greet(1, 2)).await, "1 2");

    let get = |path: &str| send("GET", format!("{base_url}{path}"));
    assert_eq!(get("/folders/empty").await.2, "empty", "an alias");
    assert_eq!(get("/jobs/%6Dine").await.2, "mine");
    assert_eq!(get("/jobs/%ff").await.0, 400);
    for path in [
        "/",
        "",
        "/jobs",
        "/jobs/",
        "/jobs/1/",
        "/folders/empty/",
        "/files/x",
        "//jobs/1",
    ] {
        assert_eq!(get(path).await.0, 404, "{path}");
    }
    // The path of text has no POST, the one with a parameter has.
    let (status, _, body) = send("POST", format!("{base_url}/jobs/mine:cancel")).await;
    assert_eq!((status, body.as_str()), (200, "cancel mine"));
}

#[tokio::test]
async fn a_router_can_be_nested_and_merged() {
    let router = Router::new()
        .route("/health", axum::routing::get(async || "well"))
        .nest("/v1", any_path::server::router(paths::Paths))
        .merge(any_path::server::router(paths::Paths));
    let base_url = serve(router).await;
    assert_eq!(send("GET", format!("{base_url}/health")).await.2, "well");
    for base_url in [format!("{base_url}/v1"), base_url] {
        let client = any_path::Client::new(base_url);
        assert_eq!(text(client.get_file("a", "b")).await, "a as b");
        assert_eq!(text(client.empty_folder()).await, "empty");
    }
}

mod methods {
    use super::any_method::server::*;

    pub(super) struct Methods;

    impl Service for Methods {
        async fn ask(&self, body: i64) -> AskResponse {
            AskResponse::Ok(format!("ask {body}"))
        }
        async fn get(&self) -> GetResponse {
            GetResponse::Ok("get".to_owned())
        }
        async fn head(&self) -> HeadResponse {
            HeadResponse::NoContent
        }
        async fn trace(&self) -> TraceResponse {
            TraceResponse::Ok("trace".to_owned())
        }
        async fn copy(&self) -> CopyResponse {
            CopyResponse::Ok("copy".to_owned())
        }
        async fn search(&self) -> SearchResponse {
            SearchResponse::Ok("search".to_owned())
        }
    }
}

#[tokio::test]
async fn every_method_is_served() {
    let base_url = serve(any_method::server::router(methods::Methods)).await;
    let client = any_method::Client::new(&base_url);
    assert_eq!(text(client.ask(&3)).await, "ask 3");
    assert_eq!(text(client.get()).await, "get");
    assert_eq!(client.head().await.unwrap().status(), 204);
    assert_eq!(text(client.trace()).await, "trace");
    assert_eq!(text(client.copy()).await, "copy");
    assert_eq!(text(client.search()).await, "search");
    let (status, headers, _) = send("PATCH", format!("{base_url}/a")).await;
    let allowed = "QUERY,GET,HEAD,TRACE,COPY,M-SEARCH";
    assert_eq!((status, headers["allow"].to_str().unwrap()), (405, allowed));
}

mod same {
    use super::not_told_apart::server::*;

    pub(super) struct Same;

    impl Service for Same {
        async fn one(&self, _: String) -> OneResponse {
            OneResponse::Ok
        }
        async fn two(&self, _: String) -> TwoResponse {
            unreachable!("the first gets the requests")
        }
        async fn three(&self) -> ThreeResponse {
            ThreeResponse::Ok
        }
    }
}

#[tokio::test]
async fn of_operations_that_nothing_tells_apart_the_first_answers() {
    let base_url = serve(not_told_apart::server::router(same::Same)).await;
    let client = not_told_apart::Client::new(&base_url);
    assert_eq!(client.two("x").await.unwrap().status(), 200);
    assert_eq!(
        send("GET", format!("{base_url}/c")).await.0,
        200,
        "an alias"
    );
    assert_eq!(send("GET", format!("{base_url}/b/z")).await.0, 404);
    // HEAD is answered as GET is, without a body.
    let (status, _, body) = send("HEAD", format!("{base_url}/c")).await;
    assert_eq!((status, body.as_str()), (200, ""));
}

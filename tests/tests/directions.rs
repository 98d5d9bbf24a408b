//! `readOnly` and `writeOnly` between a generated client and a generated server: what is sent and what
//! is answered are types of their own.

use axum::Router;
use kontrakt::client::reqwest;
use kontrakt_tests::cases::directions::both::server::{
    AddCaseResponse, AddTeamResponse, Service, router,
};
use kontrakt_tests::cases::directions::both::{
    Case, Client, Person, PersonInput2, PersonInput2State, PersonState, Team, TeamInput,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Gives each person an id, and keeps no password.
struct Teams;

fn kept(team: TeamInput) -> Team {
    let people = team.people.into_iter().zip(1..).map(|(person, id)| {
        assert!(person.additional_properties.is_empty());
        Person {
            state: person.state.map(|state| PersonState {
                kind: state.kind,
                ..PersonState::new("today".to_owned())
            }),
            ..Person::new(id, format!("{}{:?}", person.name, person.password))
        }
    });
    Team::new(people.collect())
}

impl Service for Teams {
    async fn add_team(&self, body: TeamInput) -> AddTeamResponse {
        AddTeamResponse::Ok(kept(body))
    }

    async fn add_case(&self, _: Option<Case>) -> AddCaseResponse {
        AddCaseResponse::NoContent
    }
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

#[tokio::test]
async fn what_is_sent_has_no_id_and_what_is_answered_no_password() {
    let client = Client::new(&serve(router(Teams)).await);
    let person = PersonInput2 {
        password: Some("secret".to_owned()),
        state: Some(PersonInput2State {
            kind: Some("new".to_owned()),
            ..PersonInput2State::default()
        }),
        ..PersonInput2::new("Ada".to_owned())
    };
    let team = client
        .add_team(&TeamInput::new(vec![person]))
        .await
        .unwrap();
    let ada = &team.people[0];
    assert_eq!((ada.id, ada.name.as_str()), (1, r#"AdaSome("secret")"#));
    assert_eq!(ada.state.as_ref().unwrap().since, "today");
}

#[tokio::test]
async fn what_goes_only_the_other_way_is_passed_over() {
    let base_url = serve(router(Teams)).await;
    let send = async |body: Value| {
        let request = reqwest::Client::new().post(format!("{base_url}/teams"));
        let request = request.header("content-type", "application/json");
        let response = request.body(body.to_string()).send().await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.bytes().await.unwrap();
        (status, serde_json::from_slice::<Value>(&bytes).unwrap())
    };
    let (status, team) = send(json!({ "people": [{ "id": "no number", "name": "Ada" }] })).await;
    assert_eq!(
        (status, team),
        (200, json!({ "people": [{ "id": 1, "name": "AdaNone" }] }))
    );
    let (status, problem) = send(json!({ "people": [{ "id": 7, "password": 1 }] })).await;
    assert_eq!(status, 400);
    let violations = problem["violations"].as_array().unwrap();
    let broken: Vec<_> = violations
        .iter()
        .map(|it| (&it["pointer"], &it["keyword"]))
        .collect();
    assert_eq!(
        broken,
        [
            (&json!("/people/0/password"), &json!("type")),
            (&json!("/people/0"), &json!("required")),
        ]
    );
}

/// A client does not look at a password that it should not be told.
#[tokio::test]
async fn a_client_passes_over_what_only_requests_have() {
    let answer = r#"{"people": [{"id": 1, "name": "Ada", "password": 7}]}"#;
    let answer =
        axum::routing::any(move || async move { ([("content-type", "application/json")], answer) });
    let client = Client::new(&serve(Router::new().fallback_service(answer)).await);
    let team = client.add_team(&TeamInput::new(Vec::new())).await.unwrap();
    assert_eq!(*team, Team::new(vec![Person::new(1, "Ada".to_owned())]));
}

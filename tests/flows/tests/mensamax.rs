//! A school canteen: API keys, menu plans, persons, classes, identification media, order numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use kontrakt::multipart::File;
use kontrakt::server::Accept;
use kontrakt::{Clock, Presence, Value};
use kontrakt_flows::{Log, sample};
use mensamax::client::{
    AssignIdentifikationError, DeactivatePersonError, DeleteKlassenstufeError, Error,
    SetWochenspeiseplanError,
};
use mensamax::server::{
    ActivatePersonResponse, AssignIdentifikationResponse, CreateKlasseResponse,
    CreateKlassenstufeResponse, CreateTokenResponse, Credentials, DeactivatePersonResponse,
    DeleteKlasseResponse, DeleteKlassenstufeResponse, DeletePersonResponse, Denied,
    GetBestellzahlenResponse, GetHealthResponse, GetKlasseResponse, GetKlassenResponse,
    GetKlassenstufeResponse, GetKlassenstufenResponse, GetPersonenOhneBestellungResponse,
    GetPersonenbestellungenResponse, GetWochenspeiseplaeneResponse, ReturnIdentifikationResponse,
    SavePersonResponse, SearchPersonenResponse, ServerOptions, Service,
    SetWochenspeiseplanResponse, UpdateKlasseResponse, UpdateKlassenstufeResponse,
    UploadPersonBildResponse, router_with,
};
use mensamax::{
    Bestellzahlen, Client, CreateToken, Deactivate, GetBestellzahlenRequest, Health,
    IdentifikationZuweisung, Klasse, KlasseCreate, KlassenAntwort, KlassenListe, Klassenstufe,
    KlassenstufeCreate, KlassenstufenAntwort, KlassenstufenListe, Person, PersonCreate,
    PersonIdentifikation, PersonSave, PersonSearch, PersonUpdate, UploadPersonBildBody,
    Wochenspeiseplan, WochenspeiseplanInput, Zusatzstoff,
};
use tokio::sync::Mutex;

const MANDANT: &str = "Grundschule";
const MAINTENANCE: &str = "Wartungsarbeiten";

/// The canteen of one Mandant.
#[derive(Clone, Default)]
struct Canteen(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// How many API keys were made; only the last one holds.
    keys: usize,
    has_expired: bool,
    plans: BTreeMap<String, Wochenspeiseplan>,
    /// The Bezeichnung of each Kennung of a Zusatzstoff or an Allergen.
    kennungen: BTreeMap<String, String>,
    numbers: Vec<Bestellzahlen>,
    persons: BTreeMap<i64, Person>,
    /// File name, media type and size of the picture of each person.
    pictures: BTreeMap<i64, (String, String, usize)>,
    levels: BTreeMap<i64, Klassenstufe>,
    classes: BTreeMap<i64, Klasse>,
}

impl State {
    fn key(&self) -> String {
        format!("key-{}", self.keys)
    }

    /// Whether a class can be stored: its level is there, and the class that follows, if any.
    fn has_place(&self, class: &Klasse) -> bool {
        let follows = class.folgeklasse_id;
        self.levels.contains_key(&class.klassenstufe_id)
            && follows.is_none_or(|id| self.classes.contains_key(&id))
    }

    /// Who has a medium.
    fn owner(&self, value: &str) -> Option<i64> {
        let has = |person: &&Person| media(person).any(|it| it.value == value);
        self.persons.values().find(has)?.id
    }
}

/// The id after the last one.
fn next_id<T>(stored: &BTreeMap<i64, T>) -> i64 {
    stored.last_key_value().map_or(1, |(id, _)| id + 1)
}

/// The calendar date of a date with or without a time.
fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}

/// The same members as another type.
fn same<T: Value>(value: &impl Value) -> T {
    kontrakt::from_slice(&kontrakt::to_vec(value)).unwrap()
}

fn read<T: Value>(name: &str) -> T {
    let file = format!("mensamax/samples/valid/{name}.json");
    kontrakt::from_slice(&sample(&file)).unwrap()
}

fn media(person: &Person) -> impl Iterator<Item = &PersonIdentifikation> {
    person.identifikation.iter().flatten()
}

/// Kennung and Bezeichnung of every Zusatzstoff and Allergen.
fn kennungen(plan: &WochenspeiseplanInput) -> Vec<(String, String)> {
    let positions = plan.tagesspeiseplaene.iter().flat_map(|it| &it.positionen);
    let mut found = Vec::new();
    for dish in positions.flat_map(|it| &it.menue.speisen) {
        for it in dish.zusatzstoffe.iter().flatten() {
            found.push((it.kennung.clone(), it.bezeichnung.clone()));
        }
        for it in dish.allergene.iter().flatten() {
            found.push((it.kennung.clone(), it.bezeichnung.clone()));
        }
    }
    found
}

/// A person as it is stored: with a Loginname. The wish for a password is only sent.
fn stored(id: i64, active: Option<bool>, body: &impl Value) -> Person {
    let mut person: Person = same(body);
    person.id = Some(id);
    person.active = active;
    if !matches!(person.loginname, Presence::Value(_)) {
        let start = |name: &str, length| name.chars().take(length).collect::<String>();
        let (name, vorname) = (start(&person.name, 3), start(&person.vorname, 2));
        person.loginname = format!("{name}{vorname}{id:04}").into();
    }
    person
}

impl Service for Canteen {
    type Caller = ();

    async fn authenticate(&self, credentials: Credentials) -> Result<(), Denied> {
        let Credentials::ApiKey(key) = credentials;
        let state = self.0.lock().await;
        match key.expose() == state.key() && !state.has_expired {
            true => Ok(()),
            false => Err(Denied::Unauthorized),
        }
    }

    async fn create_token(&self, _: Accept, body: CreateToken) -> CreateTokenResponse {
        if body.passwort != "geheim" {
            return CreateTokenResponse::UnauthorizedText("Falsches Passwort.".to_owned());
        }
        let mut state = self.0.lock().await;
        state.keys += 1;
        state.has_expired = false;
        CreateTokenResponse::Ok(state.key())
    }

    async fn get_health(&self, _: Accept) -> GetHealthResponse {
        GetHealthResponse::Ok(Health::default())
    }

    async fn get_wochenspeiseplaene(
        &self,
        (): (),
        _: Accept,
        _mandant_name: String,
        von: String,
        bis: Option<String>,
    ) -> GetWochenspeiseplaeneResponse {
        let bis = bis.unwrap_or_else(|| von.clone());
        let state = self.0.lock().await;
        let plans = state.plans.values().filter(|plan| {
            let end = plan.end_datum.as_ref().unwrap_or(&plan.start_datum);
            day(&plan.start_datum) <= bis.as_str() && von.as_str() <= day(end)
        });
        GetWochenspeiseplaeneResponse::Ok(plans.cloned().collect())
    }

    async fn set_wochenspeiseplan(
        &self,
        (): (),
        _: Accept,
        _mandant_name: String,
        plan: WochenspeiseplanInput,
    ) -> SetWochenspeiseplanResponse {
        let mut state = self.0.lock().await;
        for (kennung, bezeichnung) in kennungen(&plan) {
            let known = state
                .kennungen
                .entry(kennung)
                .or_insert(bezeichnung.clone());
            if *known != bezeichnung {
                let reason = format!("Die Kennung von {bezeichnung} hat schon {known}.");
                return SetWochenspeiseplanResponse::ConflictText(reason);
            }
        }
        let start = day(&plan.start_datum).to_owned();
        let text = format!("Der Wochenspeiseplan ab {start} ist hinterlegt.");
        state.plans.insert(start, same(&plan));
        SetWochenspeiseplanResponse::Ok(text)
    }

    async fn get_bestellzahlen(
        &self,
        (): (),
        _: Accept,
        GetBestellzahlenRequest { von, bis }: GetBestellzahlenRequest,
    ) -> GetBestellzahlenResponse {
        let days = von.as_str()..=bis.as_deref().unwrap_or(&von);
        let state = self.0.lock().await;
        let numbers = state.numbers.iter().filter(|it| {
            let date = it.datum.as_deref().map(day);
            date.is_some_and(|date| days.contains(&date))
        });
        GetBestellzahlenResponse::Ok(numbers.cloned().collect())
    }

    async fn save_person(
        &self,
        (): (),
        _: Accept,
        _mandant_name: String,
        body: PersonSave,
    ) -> SavePersonResponse {
        let mut state = self.0.lock().await;
        match body {
            PersonSave::PersonCreate(body) => {
                let id = next_id(&state.persons);
                state.persons.insert(id, stored(id, Some(true), &body));
                SavePersonResponse::Created(id)
            }
            PersonSave::PersonUpdate(body) => match state.persons.get_mut(&body.id) {
                Some(person) => {
                    *person = stored(body.id, person.active, &body);
                    SavePersonResponse::Ok(body.id)
                }
                None => SavePersonResponse::NotFoundText(String::new()),
            },
        }
    }

    async fn search_personen(
        &self,
        (): (),
        _: Accept,
        _mandant_name: String,
        body: PersonSearch,
    ) -> SearchPersonenResponse {
        let state = self.0.lock().await;
        let found = state.persons.values().filter(|it| {
            let has_name = body.name.as_ref().is_none_or(|name| *name == it.name);
            let vorname = body.vorname.as_ref();
            has_name && vorname.is_none_or(|vorname| *vorname == it.vorname)
        });
        SearchPersonenResponse::Ok(found.cloned().collect())
    }

    async fn deactivate_person(
        &self,
        (): (),
        _: Accept,
        id: i64,
        _mandant_name: String,
        _: Option<Deactivate>,
    ) -> DeactivatePersonResponse {
        match self.0.lock().await.persons.get_mut(&id) {
            Some(person) => {
                person.active = Some(false);
                DeactivatePersonResponse::Ok
            }
            None => DeactivatePersonResponse::NotFoundText(String::new()),
        }
    }

    async fn activate_person(
        &self,
        (): (),
        _: Accept,
        id: i64,
        _mandant_name: String,
    ) -> ActivatePersonResponse {
        match self.0.lock().await.persons.get_mut(&id) {
            Some(person) => {
                person.active = Some(true);
                ActivatePersonResponse::Ok
            }
            None => ActivatePersonResponse::NotFoundText(String::new()),
        }
    }

    async fn delete_person(&self, (): (), _: Accept, id: i64) -> DeletePersonResponse {
        match self.0.lock().await.persons.remove(&id) {
            Some(_) => DeletePersonResponse::Ok,
            None => DeletePersonResponse::NotFoundText(String::new()),
        }
    }

    async fn upload_person_bild(
        &self,
        (): (),
        _: Accept,
        person_id: i64,
        body: UploadPersonBildBody,
    ) -> UploadPersonBildResponse {
        let File {
            name,
            content_type,
            body,
        } = body.file;
        let Ok(bytes) = body.collect(1024).await else {
            return UploadPersonBildResponse::BadRequestText("Das Bild ist zu groß.".to_owned());
        };
        let picture = (
            name.unwrap_or_default(),
            content_type.unwrap_or_default(),
            bytes.len(),
        );
        let mut state = self.0.lock().await;
        if !state.persons.contains_key(&person_id) {
            return UploadPersonBildResponse::NotFoundText(String::new());
        }
        state.pictures.insert(person_id, picture);
        UploadPersonBildResponse::Ok
    }

    async fn get_personenbestellungen(
        &self,
        (): (),
        _: Accept,
        _mandant_name: String,
        _datum: String,
    ) -> GetPersonenbestellungenResponse {
        GetPersonenbestellungenResponse::ServiceUnavailableText(MAINTENANCE.to_owned())
    }

    async fn get_personen_ohne_bestellung(
        &self,
        (): (),
        _: Accept,
        _mandant_name: String,
        _datum: String,
    ) -> GetPersonenOhneBestellungResponse {
        GetPersonenOhneBestellungResponse::ServiceUnavailableText(MAINTENANCE.to_owned())
    }

    async fn create_klassenstufe(
        &self,
        (): (),
        _: Accept,
        body: KlassenstufeCreate,
    ) -> CreateKlassenstufeResponse {
        let mut state = self.0.lock().await;
        let id = next_id(&state.levels);
        let level = Klassenstufe::new(id, body.bezeichnung, body.reihenfolge.into());
        state.levels.insert(id, level.clone());
        CreateKlassenstufeResponse::Created(level)
    }

    async fn update_klassenstufe(
        &self,
        (): (),
        _: Accept,
        body: Klassenstufe,
    ) -> UpdateKlassenstufeResponse {
        match self.0.lock().await.levels.get_mut(&body.id) {
            Some(level) => {
                *level = body;
                UpdateKlassenstufeResponse::NoContent
            }
            None => UpdateKlassenstufeResponse::NotFoundText(String::new()),
        }
    }

    async fn get_klassenstufen(&self, (): (), _: Accept) -> GetKlassenstufenResponse {
        let levels: Vec<_> = self.0.lock().await.levels.values().cloned().collect();
        let list = KlassenstufenListe {
            anzahl: i64::try_from(levels.len()).ok(),
            klassenstufen: Some(levels),
            ..KlassenstufenListe::default()
        };
        GetKlassenstufenResponse::Ok(list.into())
    }

    async fn get_klassenstufe(&self, (): (), _: Accept, id: i64) -> GetKlassenstufeResponse {
        match self.0.lock().await.levels.get(&id) {
            Some(level) => GetKlassenstufeResponse::Ok(level.clone()),
            None => GetKlassenstufeResponse::NotFoundText(String::new()),
        }
    }

    async fn delete_klassenstufe(&self, (): (), _: Accept, id: i64) -> DeleteKlassenstufeResponse {
        let mut state = self.0.lock().await;
        if state.classes.values().any(|it| it.klassenstufe_id == id) {
            let reason = "Der Klassenstufe sind Klassen zugeordnet.".to_owned();
            return DeleteKlassenstufeResponse::ConflictText(reason);
        }
        match state.levels.remove(&id) {
            Some(_) => DeleteKlassenstufeResponse::NoContent,
            None => DeleteKlassenstufeResponse::NotFoundText(String::new()),
        }
    }

    async fn create_klasse(&self, (): (), _: Accept, body: KlasseCreate) -> CreateKlasseResponse {
        let mut state = self.0.lock().await;
        let id = next_id(&state.classes);
        let mut class = Klasse::new(id, body.bezeichnung, body.rang, body.klassenstufe_id);
        class.folgeklasse_id = body.folgeklasse_id;
        if !state.has_place(&class) {
            return CreateKlasseResponse::NotFoundText(String::new());
        }
        state.classes.insert(id, class.clone());
        CreateKlasseResponse::Created(class)
    }

    async fn update_klasse(&self, (): (), _: Accept, body: Klasse) -> UpdateKlasseResponse {
        let mut state = self.0.lock().await;
        if !state.classes.contains_key(&body.id) || !state.has_place(&body) {
            return UpdateKlasseResponse::NotFoundText(String::new());
        }
        state.classes.insert(body.id, body);
        UpdateKlasseResponse::NoContent
    }

    async fn get_klassen(&self, (): (), _: Accept) -> GetKlassenResponse {
        let classes: Vec<_> = self.0.lock().await.classes.values().cloned().collect();
        let list = KlassenListe {
            anzahl: i64::try_from(classes.len()).ok(),
            klassen: Some(classes),
            ..KlassenListe::default()
        };
        GetKlassenResponse::Ok(list.into())
    }

    async fn get_klasse(&self, (): (), _: Accept, id: i64) -> GetKlasseResponse {
        match self.0.lock().await.classes.get(&id) {
            Some(class) => GetKlasseResponse::Ok(class.clone()),
            None => GetKlasseResponse::NotFoundText(String::new()),
        }
    }

    async fn delete_klasse(&self, (): (), _: Accept, id: i64) -> DeleteKlasseResponse {
        match self.0.lock().await.classes.remove(&id) {
            Some(_) => DeleteKlasseResponse::NoContent,
            None => DeleteKlasseResponse::NotFoundText(String::new()),
        }
    }

    /// Assigns all of the media or none.
    async fn assign_identifikation(
        &self,
        (): (),
        _: Accept,
        _mandant_name: String,
        body: Vec<IdentifikationZuweisung>,
    ) -> AssignIdentifikationResponse {
        let mut state = self.0.lock().await;
        if !body
            .iter()
            .all(|it| state.persons.contains_key(&it.person_id))
        {
            return AssignIdentifikationResponse::NotFoundText(String::new());
        }
        let mut assigned = body.iter().flat_map(|it| &it.identifikationsmedium);
        if let Some(taken) = assigned.find(|it| state.owner(&it.value).is_some()) {
            let reason = format!("{} ist schon zugewiesen.", taken.value);
            return AssignIdentifikationResponse::ConflictText(reason);
        }
        for it in body {
            let person = state.persons.get_mut(&it.person_id).unwrap();
            let media = it.identifikationsmedium.into_iter();
            let media = media.map(|it| PersonIdentifikation::new(it.typ, it.value));
            person.identifikation.get_or_insert_default().extend(media);
        }
        AssignIdentifikationResponse::Ok
    }

    /// Gives all of the media back or none.
    async fn return_identifikation(
        &self,
        (): (),
        _: Accept,
        _mandant_name: String,
        body: Vec<IdentifikationZuweisung>,
    ) -> ReturnIdentifikationResponse {
        let mut state = self.0.lock().await;
        for it in &body {
            let mut returned = it.identifikationsmedium.iter();
            if !returned.all(|medium| state.owner(&medium.value) == Some(it.person_id)) {
                return ReturnIdentifikationResponse::NotFoundText(String::new());
            }
        }
        for it in body {
            let person = state.persons.get_mut(&it.person_id).unwrap();
            let kept = media(person).filter(|medium| {
                let mut returned = it.identifikationsmedium.iter();
                returned.all(|it| it.value != medium.value)
            });
            person.identifikation = Some(kept.cloned().collect());
        }
        ReturnIdentifikationResponse::Ok
    }
}

/// A canteen that is open, and a school that knows the password.
struct Open {
    log: Log,
    base_url: String,
    canteen: Canteen,
    client: Client,
}

impl Open {
    async fn new() -> Self {
        Self::with(ServerOptions::default()).await
    }

    async fn with(options: ServerOptions) -> Self {
        let log = Log::default();
        let canteen = Canteen::default();
        let router = router_with(canteen.clone(), options);
        let base_url = log.serve("school", "canteen", router).await;
        let client = Client::new(&base_url).api_key_from(login("geheim"));
        Open {
            log,
            base_url,
            canteen,
            client,
        }
    }

    async fn create_person(&self, vorname: &str) -> i64 {
        let person = PersonCreate::new(vorname.to_owned(), "Muster".to_owned());
        let created = self.client.save_person(MANDANT, &person.into()).await;
        created.unwrap().into_inner()
    }

    async fn find_person(&self, vorname: &str) -> Person {
        let search = PersonSearch {
            vorname: Some(vorname.to_owned()),
            ..PersonSearch::default()
        };
        let found = self.client.search_personen(MANDANT, &search).await;
        let mut found = found.unwrap().into_inner();
        assert_eq!(found.len(), 1);
        found.remove(0)
    }
}

fn login(passwort: &str) -> CreateToken {
    let [projekt, einrichtung, benutzername] = ["Projekt", MANDANT, "kueche"].map(str::to_owned);
    CreateToken::new(projekt, einrichtung, benutzername, passwort.to_owned())
}

/// What a client says of a request that it does not send.
fn unsent<T, E: std::fmt::Debug>(result: Result<T, Error<E>>) -> String {
    match result.err() {
        Some(Error::InvalidRequest(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

/// What a server answers that is no success.
fn refused<T, E: std::fmt::Debug>(result: Result<T, Error<E>>) -> E {
    match result.err() {
        Some(Error::ErrorResponse(answer)) => answer.into_inner(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_menu_plan_is_set_and_read_back_with_a_key_that_expires() {
    let open = Open::new().await;
    let Open { log, client, .. } = &open;
    let mut plan: WochenspeiseplanInput = read("set-wochenspeiseplan-complete-request");

    log.note("the key is asked for when it is needed, once for both");
    client.set_wochenspeiseplan(MANDANT, &plan).await.unwrap();
    let week = client.get_wochenspeiseplaene(MANDANT, "2022-04-20", None);
    let stored: Wochenspeiseplan = same(&plan);
    assert_eq!(*week.await.unwrap(), [stored]);
    assert_eq!(open.canteen.0.lock().await.keys, 1);

    log.note("401: the key has expired, so that a new one is asked for and the call sent again");
    open.canteen.0.lock().await.has_expired = true;
    let until = Some("2022-05-01".to_owned());
    let later = client.get_wochenspeiseplaene(MANDANT, "2022-04-23", until);
    assert!(later.await.unwrap().is_empty());
    assert_eq!(open.canteen.0.lock().await.keys, 2);

    log.note("409: the Kennung belongs to another Bezeichnung");
    let dish = &mut plan.tagesspeiseplaene[0].positionen[0].menue.speisen[0];
    dish.allergene.as_mut().unwrap()[0].bezeichnung = "Roggen".to_owned();
    match refused(client.set_wochenspeiseplan(MANDANT, &plan).await) {
        SetWochenspeiseplanError::ConflictText(reason) => assert!(reason.contains("Roggen")),
        other => panic!("{other:?}"),
    }

    log.note("not sent: a Zusatzstoff with the Kennung of an Allergen");
    let colour = Zusatzstoff::new("mit Farbstoff".to_owned(), "26".to_owned());
    let dish = &mut plan.tagesspeiseplaene[0].positionen[0].menue.speisen[0];
    dish.zusatzstoffe = Some(vec![colour]);
    let reason = unsent(client.set_wochenspeiseplan(MANDANT, &plan).await);
    assert_eq!(plan.validate().unwrap_err().to_string(), reason);
    assert!(reason.contains("Zusatzstoffe und Allergene mit derselben Kennung"));

    log.note("without the password there is no key");
    let stranger = Client::new(&open.base_url).api_key_from(login("falsch"));
    match stranger.get_klassen().await.unwrap_err() {
        Error::Custom(reason) => assert!(reason.contains("401"), "{reason}"),
        other => panic!("{other:?}"),
    }
    insta::assert_snapshot!(log.text());
}

#[tokio::test]
async fn a_person_is_created_found_changed_and_deactivated() {
    // Half past midnight in Germany; in UTC it is still the day before.
    let clock = Clock::at("2099-01-02T00:30:00+01:00").unwrap();
    let open = Open::with(ServerOptions::default().clock(clock)).await;
    let Open { log, client, .. } = &open;

    log.note("201: without an id a person is created");
    let id = open.create_person("Max").await;
    let person = open.find_person("Max").await;
    assert_eq!(person.id, Some(id));
    assert_eq!(person.loginname, Presence::Value("MusMa0001".to_owned()));

    log.note("200: with the id the person is changed");
    // Whether the person is active is only answered.
    assert_eq!(person.active, Some(true));
    let mut change: PersonUpdate = same(&person);
    change.set_initial_passwort = Some(false);
    change.telefon = Some("07123 / 1234".to_owned());
    let changed = client.save_person(MANDANT, &change.into()).await.unwrap();
    assert_eq!((changed.status().as_u16(), *changed), (200, id));
    let unknown = PersonUpdate::new(99, "Moritz".to_owned(), "Muster".to_owned());
    let unknown = client.save_person(MANDANT, &unknown.into()).await;
    assert_eq!(unknown.unwrap_err().status().unwrap(), 404);

    log.note("a picture, in a part whose name is empty");
    let mut file = File::new("max.jpg", vec![0xff, 0xd8, 0xff, 0xe0]);
    file.content_type = Some("image/jpeg".to_owned());
    let picture = UploadPersonBildBody { file };
    client.upload_person_bild(id, picture).await.unwrap();
    let picture = open.canteen.0.lock().await.pictures[&id].clone();
    assert_eq!(picture, ("max.jpg".to_owned(), "image/jpeg".to_owned(), 4));

    log.note("at the canteen it is 2099-01-02: the day before is refused, today is not");
    let yesterday: Deactivate = read("deactivate-person-request");
    match refused(
        client
            .deactivate_person(id, MANDANT, Some(&yesterday))
            .await,
    ) {
        DeactivatePersonError::BadRequestJson(reason) => {
            assert!(reason.to_string().contains("nicht in der Vergangenheit"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(open.find_person("Max").await.active, Some(true));
    let on = |date: &str| Deactivate {
        deactivation_date: Some(date.to_owned()),
        ..Deactivate::default()
    };
    let today = on("2099-01-02");
    let deactivated = client.deactivate_person(id, MANDANT, Some(&today)).await;
    deactivated.unwrap();
    assert_eq!(open.find_person("Max").await.active, Some(false));

    log.note("not sent: a date that is past by the clock of the school, too");
    let past = on("2020-01-01");
    let reason = unsent(client.deactivate_person(id, MANDANT, Some(&past)).await);
    assert!(reason.contains("nicht in der Vergangenheit"));

    log.note("active again, inactive from today without a date, deleted");
    client.activate_person(id, MANDANT).await.unwrap();
    client.deactivate_person(id, MANDANT, None).await.unwrap();
    client.delete_person(id).await.unwrap();
    let gone = client.delete_person(id).await.unwrap_err();
    assert_eq!(gone.status().unwrap(), 404);
    insta::assert_snapshot!(log.text());
}

#[tokio::test]
async fn levels_and_classes_are_created_read_changed_and_deleted() {
    let open = Open::new().await;
    let Open { log, client, .. } = &open;

    log.note("a level and two classes, the second of which leads to the first");
    let level = KlassenstufeCreate::new("Stufe 1".to_owned(), 1);
    let mut level = client
        .create_klassenstufe(&level)
        .await
        .unwrap()
        .into_inner();
    let class = KlasseCreate::new("1b".to_owned(), 2, level.id);
    let next = client.create_klasse(&class).await.unwrap().into_inner();
    let mut class = KlasseCreate::new("1a".to_owned(), 1, level.id);
    class.folgeklasse_id = Some(next.id);
    let mut class = client.create_klasse(&class).await.unwrap().into_inner();
    assert_eq!(class.folgeklasse_id, Some(next.id));

    log.note("404: a class needs a level");
    let homeless = KlasseCreate::new("9z".to_owned(), 1, 99);
    let homeless = client.create_klasse(&homeless).await.unwrap_err();
    assert_eq!(homeless.status().unwrap(), 404);

    log.note("both are changed and read again");
    level.bezeichnung = "Erste Stufe".to_owned();
    client.update_klassenstufe(&level).await.unwrap();
    assert_eq!(*client.get_klassenstufe(level.id).await.unwrap(), level);
    class.rang = 3;
    client.update_klasse(&class).await.unwrap();
    assert_eq!(*client.get_klasse(class.id).await.unwrap(), class);
    match client.get_klassenstufen().await.unwrap().into_inner() {
        KlassenstufenAntwort::KlassenstufenListe(list) => {
            assert_eq!(list.klassenstufen, Some(vec![level.clone()]));
        }
        other => panic!("{other:?}"),
    }
    match client.get_klassen().await.unwrap().into_inner() {
        KlassenAntwort::KlassenListe(list) => {
            assert_eq!(list.klassen, Some(vec![next.clone(), class.clone()]));
        }
        other => panic!("{other:?}"),
    }

    log.note("409: a level with classes stays; without them it goes");
    match refused(client.delete_klassenstufe(level.id).await) {
        DeleteKlassenstufeError::ConflictText(reason) => assert!(reason.contains("Klassen")),
        other => panic!("{other:?}"),
    }
    client.delete_klasse(class.id).await.unwrap();
    client.delete_klasse(next.id).await.unwrap();
    client.delete_klassenstufe(level.id).await.unwrap();
    let gone = client.get_klassenstufe(level.id).await.unwrap_err();
    assert_eq!(gone.status().unwrap(), 404);
    insta::assert_snapshot!(log.text());
}

#[tokio::test]
async fn identification_is_assigned_once_and_returned() {
    let open = Open::new().await;
    let Open { log, client, .. } = &open;
    let assigned: Vec<IdentifikationZuweisung> = read("assign-identifikation-request");
    let returned: Vec<IdentifikationZuweisung> = read("return-identifikation-request");

    log.note("404: the second person is missing, so that nobody is assigned anything");
    open.create_person("Max").await;
    let missing = client.assign_identifikation(MANDANT, &assigned).await;
    assert_eq!(missing.unwrap_err().status().unwrap(), 404);
    assert_eq!(open.find_person("Max").await.identifikation, None);

    log.note("each person has a medium now, and it is not assigned again");
    open.create_person("Moritz").await;
    let done = client.assign_identifikation(MANDANT, &assigned).await;
    done.unwrap();
    let max = open.find_person("Max").await;
    assert_eq!(media(&max).next().unwrap().value, "ABAB1212");
    match refused(client.assign_identifikation(MANDANT, &assigned).await) {
        AssignIdentifikationError::ConflictText(reason) => assert!(reason.contains("ABAB1212")),
        other => panic!("{other:?}"),
    }

    log.note("returned once");
    let done = client.return_identifikation(MANDANT, &returned).await;
    done.unwrap();
    assert_eq!(media(&open.find_person("Max").await).count(), 0);
    let again = client.return_identifikation(MANDANT, &returned).await;
    assert_eq!(again.unwrap_err().status().unwrap(), 404);
    insta::assert_snapshot!(log.text());
}

#[tokio::test]
async fn order_numbers_are_read_for_a_week_at_most() {
    let open = Open::new().await;
    let Open { log, client, .. } = &open;
    let numbers: Vec<Bestellzahlen> = read("get-bestellzahlen-response");
    open.canteen.0.lock().await.numbers = numbers.clone();
    let period = |von: &str, bis: Option<&str>| GetBestellzahlenRequest {
        von: von.to_owned(),
        bis: bis.map(str::to_owned),
    };

    log.note("a day, a week");
    let day = period("2018-10-02", None);
    let day = client.get_bestellzahlen(&day).await.unwrap();
    assert_eq!(*day, numbers[1..]);
    let week = period("2018-10-01", Some("2018-10-07"));
    assert_eq!(*client.get_bestellzahlen(&week).await.unwrap(), numbers);

    log.note("not sent: eight days, and a date that is none");
    let longer = period("2018-10-01", Some("2018-10-08"));
    let reason = unsent(client.get_bestellzahlen(&longer).await);
    assert!(reason.contains("maximal eine Woche"), "{reason}");
    let german = period("01.10.2018", None);
    unsent(client.get_bestellzahlen(&german).await);
    insta::assert_snapshot!(log.text());
}

//! The commands that look after the service, beside a running server.

use serde_json::json;

use crate::chat::Person;
use crate::server::Server;

/// A server with Alice and Bob, whose password is `password`, in old clients, too.
fn server() -> Server {
    let server = Server::start(&[]);
    for who in ["alice", "bob"] {
        let email = format!("{who}@example.com");
        let add = ["account", "add", &email, "--name", who, "--password-stdin", "--legacy-password"];
        server.nudge_with(&add, "password").done();
    }
    server
}

/// Runs a command that is written as one would type it.
fn run(server: &Server, line: &str) -> serde_json::Value {
    let arguments: Vec<_> = line.split(' ').chain(["--json"]).collect();
    server.nudge(&arguments).json()
}

fn refused(server: &Server, line: &str, why: &str) {
    let ended = server.nudge(&line.split(' ').collect::<Vec<_>>());
    assert_eq!((ended.code, ended.stderr.contains(why)), (3, true), "{line}: {}", ended.stderr);
}

#[test]
fn whoever_is_banned_is_signed_out_and_stays_out_until_it_is_lifted() {
    let server = server();
    let mut bob = Person::sign_in(&server, "bob", &[]);
    let online = run(&server, "online");
    assert_eq!((&online[0]["email"], &online[0]["status"]), (&json!("bob@example.com"), &json!("online")));
    let ban = run(&server, "ban add email bob@* --reason spam --for 30d");
    assert_eq!(
        (&ban["kind"], &ban["whom"], &ban["by"]),
        (&json!("email"), &json!("bob@*"), &json!("console"))
    );
    bob.sees("you are signed out");
    assert_eq!(run(&server, "online"), json!([]));
    assert_eq!(run(&server, "ban list")[0], ban);
    run(&server, &format!("ban lift {}", ban["id"]));
    refused(&server, &format!("ban lift {}", ban["id"]), "there is no such entry");
    Person::sign_in(&server, "bob", &[]);
    refused(&server, "ban add email *@*", "that is no address, pattern or network");
}

#[test]
fn a_client_is_disconnected_and_may_come_back() {
    let server = server();
    let mut bob = Person::sign_in(&server, "bob", &[]);
    assert_eq!(run(&server, "account disconnect bob@example.com")["disconnected"], "bob@example.com");
    bob.sees("you are signed out");
    assert_eq!(run(&server, "online"), json!([]));
    refused(&server, "account disconnect bob@example.com", "the principal is not online");
    Person::sign_in(&server, "bob", &[]);
    let note = &run(&server, "audit")[0];
    let said = (&note["action"], &note["subject"], &note["detail"]);
    assert_eq!(said, (&json!("account.session_ended"), &json!("bob@example.com"), &json!("")));
}

#[test]
fn the_message_of_the_day_greets_who_signs_in() {
    let server = server();
    assert_eq!(run(&server, "motd show"), json!({ "text": null }));
    server.nudge(&["motd", "set", "Welcome to the club."]).done();
    let mut alice = Person::sign_in(&server, "alice", &["--protocol", "msnp7"]);
    alice.sees("the service says: Welcome to the club.");
    server.nudge(&["motd", "clear"]).done();
    assert_eq!(run(&server, "motd show"), json!({ "text": null }));
}

#[test]
fn roles_names_and_keys_are_given_and_taken_and_all_is_written_down() {
    let server = server();
    refused(&server, "key add alice@example.com --name robot --scope accounts:read", "that is not allowed");
    assert_eq!(run(&server, "account role alice@example.com administrator")["role"], "administrator");
    refused(&server, "account role alice@example.com member", "that is the last administrator");
    refused(&server, "account disable alice@example.com", "that is the last administrator");
    let made =
        run(&server, "key add alice@example.com --name robot --scope accounts:read --scope accounts:write");
    assert_eq!(made["key"].as_str().unwrap().len(), 32);
    let keys = run(&server, "key list --owner alice@example.com");
    assert_eq!(keys[0]["scopes"], json!(["accounts:read", "accounts:write"]));
    run(&server, &format!("key revoke {}", keys[0]["id"]));
    assert_eq!(
        run(&server, "account rename bob@example.com robert@example.com")["email"],
        "robert@example.com"
    );
    refused(&server, "account show bob@example.com", "there is no such account");
    run(&server, "account sign-out robert@example.com");
    assert_eq!(run(&server, "account remove-second-factor robert@example.com")["second_factor"], false);
    assert_eq!(run(&server, "account list --search ROB").as_array().unwrap().len(), 1);

    let link = run(&server, "invite add --for Carol --uses 2");
    assert_eq!((&link["uses"], &link["used"], &link["label"]), (&json!(2), &json!(0), &json!("Carol")));
    assert_eq!(run(&server, "invite list")[0], link);
    run(&server, &format!("invite withdraw {}", link["id"]));
    assert_eq!(run(&server, "report list"), json!([]));
    refused(&server, "report settle 1 done", "there is no such entry");

    let audit = run(&server, "audit --limit 4");
    let actions: Vec<_> =
        audit.as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        ["invitation.withdrawn", "invitation.added", "account.second_factor", "account.signed_out"]
    );
    assert!(audit.as_array().unwrap().iter().all(|line| line["actor"] == "console"));
}

# The texts of the site in English. Project Fluent; docs/website.md says how to change them.
# es.ftl has the same texts, with the same arguments; a test compares them.

brand = Nudge
motto = the messenger network, back on a machine near you
language-name = English

## Around every page

skip = Skip to the content
title = { $title } · { brand }
navigation = Parts of the site
signed-in-as = Signed in as { $name }
sign-out = Sign out
language-label = Language
theme-label = Look
theme-system = As the system
theme-light = Light
theme-dark = Dark
foot = Nudge is free software, and not affiliated with Microsoft.

## Tabs

tab-home = Home
tab-connect = Connect
tab-sign-in = Sign in
tab-register = Register
tab-contacts = Contacts
tab-circles = Circles
tab-waiting = Messages
tab-history = History
tab-tokens = Tokens
tab-profile = Profile
tab-places = Places
tab-security = Security
tab-administration = Administration

## Home

home-title = Your old Messenger works here
home-lead = This is a server for MSN Messenger. Programs from 1999 to 2005 sign in here as they are, see who is there, and chat, each version with every other.
home-connect = Connect your client
home-connect-lead = Open this page on the machine that it runs on, and pick the program. Help, About in its menu tells the version.
home-facts = What to expect
home-fact-untouched = Nothing is patched
    .text = Your Messenger only has to be told where the server is now: by a small file, or by a few lines. Both are made here, and can be taken back.
home-fact-together = Everybody with everybody
    .text = Somebody with 1.0 on Windows 98 talks with somebody with 7.5 on Windows XP. What one of them does not know is left out, and nothing is garbled.
home-fact-passwords = Passwords stay out of old programs
    .text = An old program signs in with an access token: a password for that one machine, which you can take back at any time.

client-1-4 = MSN Messenger 1.0 to 4.7
    .which = On Windows 95 to XP; also Windows Messenger 4.0 to 4.6 on Windows XP.
client-windows-messenger = Windows Messenger 4.7 to 5.1
    .which = As it comes with Windows XP SP1 and later (4.7.2009 on), and 5.0 and 5.1.
client-5 = MSN Messenger 5.0
    .which = On Windows 98 to XP.
client-6 = MSN Messenger 6.0 to 6.2
    .which = On Windows 98 to XP.
client-70 = MSN Messenger 7.0
    .which = On Windows 98 to XP.
client-75 = MSN Messenger 7.5
    .which = On Windows XP and later.
client-80 = Windows Live Messenger 8.0
    .which = On Windows XP and later.
client-85 = Windows Live Messenger 8.1 and 8.5
    .which = On Windows XP and later.
client-2009 = Windows Live Messenger 2009
    .which = Version 14.0, and the betas of 9.0, on Windows XP SP2 and later.
client-mac = Messenger for Mac
    .which = Microsoft's own, on Mac OS X.
client-third-party = Other programs
    .which = Pidgin, aMSN, Miranda, BitlBee and others that speak MSNP18 or older, or are told to.

## Signing in and out

field-handle = E-mail address
field-password = Password
never = never
sign-in-title = Sign in
sign-in-lead = With your password, to see your access tokens and where you are signed in.
sign-in-password-hint = The real one. An access token is for Messenger only.
sign-in-button = Sign in
sign-in-wrong = The e-mail address or the password is wrong.
sign-in-wrong-code = That code is wrong, or was used already.
sign-in-throttled = There were too many failed attempts. Wait a few minutes, then try again.
sign-in-busy = The server is busy. Try again in a minute.
sign-in-disabled = This account is switched off. Ask whoever runs the server.
sign-in-banned = You are banned from this server. Ask whoever runs it.
sign-in-unconfirmed = Your e-mail address has not been confirmed yet. Open the mail that was sent to you.
sign-in-forgotten = Forgotten your password?
sign-in-confirm = Type the code that confirms your e-mail address
sign-in-late = That took too long. Sign in again.
signed-out = You are signed out.
signed-out-everywhere = You are signed out everywhere.
code-title = One more thing
code-lead = Your account has a second factor. Open your authenticator and type what it shows.
code-field = Code
    .hint = Six digits; or one of the codes that you wrote down.

## Registering

register-title = Register
register-lead = An account for this server: an address that others find you by, and a password for this website.
register-handle-hint = Others add you with it.
register-name = Name
    .hint = What others see. You can change it in Messenger at any time.
register-password-hint = At least six characters. Old programs get an access token instead.
register-again = Password, once more
register-button = Make the account
register-handle-wrong = That is not an e-mail address.
register-handle-taken = Somebody has that address already.
register-name-wrong = That name is too long.
register-again-wrong = The two passwords differ.
register-password-weak = A password has 6 to 128 characters.
register-closed = Nobody can register here by themselves
    .text = Ask whoever runs the server for an account.
register-by-invitation = You need an invitation
    .text = Ask whoever runs the server, who can send you a link. Open that link to register.
register-void = That invitation is not good any more
    .text = It was used, withdrawn, or it is too old. Ask whoever sent it to you for another.

confirm-title = Confirm your e-mail address
confirm-lead = A mail with a code is on its way to you. When you have typed it here, you can sign in.
confirm-code = Code
    .hint = From the mail. Small or capital letters are the same.
confirm-button = Confirm
confirm-wrong = That code is wrong, was used already, or is too old.
confirm-again = No mail?
    .text = Look for it among what your mail program takes for advertising. Or have another one sent; the code of the earlier one is then void.
confirm-again-button = Send another
confirm-sent = A mail with a code was sent to { $address }.
confirm-not-sent = Your account is made, but the mail with the code cannot be sent just now. Have another one sent in a few minutes.
confirm-sent-again = If somebody waits to confirm that address, a mail is on its way there.
confirmed = Your e-mail address is confirmed. Sign in.

## A new password

forgotten-title = A new password
forgotten-lead = A mail with a code goes to the address of your account. With it you set a new password.
forgotten-button = Send the mail
forgotten-have-code = I have a code already
forgotten-sent = If there is such an account, a mail with a code is on its way there. It is good for an hour.
forgotten-no-mail = This server sends no mail
    .text = Ask whoever runs it to set a new password for you.
reset-title = Set a new password
reset-lead = Everything that is signed in with your account is signed out then. Access tokens stay good.
reset-password = New password
    .hint = At least six characters.
reset-button = Set it
reset-no-code = I have no code
reset-done = Your new password is set. Sign in with it.

## Letters: a line for the subject, and the text. Lines end where a letter's do.

letter-confirmation = Your code for Nudge
    .text =
        Somebody, probably you, has registered on a Nudge server with the address { $address }.

        To show that it is yours, type this code on the page that is open there:

        { $code }

        It is good for three days. If it was not you, do nothing: without the code, nobody can sign in with your address.
letter-reset = Your code for a new password
    .text =
        Somebody, probably you, has asked a Nudge server for a new password for { $address }.

        To set one, type this code on the page that is open there:

        { $code }

        It is good for an hour. If it was not you, do nothing: your password stays as it is.
letter-was-reset = Your password was changed
    .text =
        A new password was set for { $address } with a code that was sent to this address, and everything was signed out.

        If it was not you, somebody else reads your mail. Secure your mailbox first, then ask for a new password.

## Access tokens

tokens-title = Access tokens
tokens-lead = A token is the password for one old program on one machine. Lose it, or the machine, and you take that one back and nothing else.
tokens-empty = No tokens yet
    .text = MSN Messenger up to 4.7 needs one to sign in; every later one can use one. It takes a minute.
token-new = Make a token
token-name = Name
    .hint = Whatever tells you later which machine it is for, such as Windows 98 in the cellar.
token-created = Made
token-used = Last used
token-revoke = Revoke
token-revoke-named = Revoke { $name }
token-make = Make the token
token-name-taken = You have a token of that name already.
token-name-wrong = A name has 1 to 64 characters.
token-too-many = You have as many tokens as you may. Revoke one that you do not need.
token-made-title = Your new token
token-made-lead = This is the token for { $name }. Copy it now: it cannot be shown again.
token-made-type = What to type into Messenger
token-made-address = E-mail address
token-made-password = Password
    .text = the token, without spaces
token-made-clients = If the program does not find this server yet, open its page first: it opens beside this one, so that the token stays here.
token-type-challenge = Your address as sign-in name, the token as password. Your real password opens nothing here, unless you let the server read it.
token-type-passport = Your address where it asks for an e-mail address, the token as password. It takes 16 characters, which is what the token has.
token-type-either = Your whole address as user or screen name, the token as password. Some of these programs cut passwords after 16 characters; the token has no more.
token-made-done = I have it
token-revoke-title = Revoke a token
token-revoke-question = Whoever is signed in with { $name } is signed out at once, and cannot sign in with it any more.
token-keep = Keep it
token-revoked = { $name } is revoked.

## Places

places-title = Where you are signed in
places-lead = If there is a place that you do not know, end it and set a new password.
places-messenger = In Messenger
places-messenger-none = You are not signed in with a Messenger.
places-browsers = In browsers
places-several = I may be signed in with Messenger at several places
    .hint = Windows Live Messenger 2009 and later can be signed in beside each other. All earlier ones, and those too if you do not want it, sign the others out.
places-several-button = Save
places-several-on = You can be signed in with Messenger at several places.
places-several-off = From now on, signing in with Messenger signs out every other one.
place-program = Program
place-machine = Computer
place-browser = Browser
place-address = Address
place-since = Since
place-seen = Last used
place-end = End it
place-ended = That place has ended.
place-this = This browser
place-this-end = Sign out, above
place-messenger-end = Sign Messenger out
place-messenger-ended = Messenger is signed out, everywhere.
places-everywhere = Everywhere
    .text = Ends all of these, this one too. Access tokens stay good; revoke those that you do not trust.
places-everywhere-button = Sign out everywhere

## Presence for everybody

presence-title = Show that you are online
presence-lead = A small picture for a page of yours says whether you are online, as it did on pages of the time.
presence-show = Everybody may see whether I am online
    .hint = Also people who have no account here, and whoever knows the address of the picture. Being invisible in Messenger is offline here, too.
presence-button = Save
presence-is-shown = Everybody may now see whether you are online.
presence-is-not-shown = Nobody sees any more whether you are online, except your contacts.
presence-now = As it is now
presence-use = Put it on a page
    .text = Copy this into the HTML of a page. It works in every browser since 1996.
presence-json = For programs there is the same as JSON:

## What goes wrong

error-code = Error { $code }
error-home = Back to the first page
error-400 = That could not be understood
    .text = What your browser has sent is not what this page expects. Go back, load the page anew, and try again.
error-403 = This is not for you
    .text = You are not allowed to see this page, or to do this. If you think that you are, sign in with the right account.
error-404 = There is no such page
    .text = The address may be mistyped, or the page has moved.
error-405 = That cannot be done here
    .text = This page is there, but it does not take what your browser has sent.
error-413 = That was too much
    .text = A form may have 64 KiB. Make it shorter, and try again.
error-429 = Not so fast
    .text = There were too many attempts in a short time. Wait a few minutes, and try again.
error-500 = Something went wrong on our side
    .text = It was not your fault, and whoever runs this server can read in its log what happened. Try again later.
error-503 = The server is busy
    .text = It cannot answer just now. Try again in a minute.
error-stale-form = This form is too old
    .text = Forms are good for one reader and one sitting, and need cookies. Go back, load the page anew, and send it again.
error-foreign-form = This form is not one of ours
    .text = Your browser says that it was sent from another site, so nothing was done. If you meant it, do it from here.

## Parts of pages

pager-label = Pages
pager-before = Before
pager-after = After
pager-page = Page { $page } of { $pages }
secret-copy = Copy
secret-copied = Copied
chart-figures = The figures
status-online = Online
status-busy = Busy
status-away = Away
status-offline = Offline

## Dates; all of them are in UTC

date = { $day } { $month } { $year }
moment = { $date }, { $time } UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Administration, around its pages

admin-sections = Parts of the administration
admin-overview = Overview
admin-accounts = Accounts
admin-online = Online
admin-invitations = Invitations
admin-reports = Reports
admin-bans = Bans
admin-announcements = Announcements
admin-audit = Audit log
admin-keys = Keys
admin-who = Who
admin-when = When
admin-by = By
admin-console = the command line
admin-end-day = for a day
admin-end-week = for a week
admin-end-month = for 30 days
admin-end-year = for a year
admin-end-never = for ever
admin-end-wrong = Choose one of these.
admin-second-factor-needed = On this server an administrator needs a second factor. Set one, then come back.
admin-token-taken = This account has a token of that name already.
admin-token-many = This account has as many tokens as it may. Revoke one first.
admin-unknown-account = Nobody here has that address.
admin-gone = That is not there any more. Somebody else may have been quicker.
admin-last-administrator = This is the last administrator. Make somebody else one first.
admin-not-allowed = Only an administrator may have that.
admin-text-wrong = That text is too long.
admin-refused = That cannot be done just now.
further-first = From the beginning
further-next = Further

## Administration: overview

admin-overview-lead = How the server is, at a glance. Days and hours are those of UTC.
admin-tile-accounts = accounts
admin-tile-online = online now
admin-tile-reports = open reports
admin-tile-sign-ins = sign-ins today
admin-tile-messages = messages today
admin-tile-circles = circles
admin-over-time = Over time
admin-spans = Over how much time
admin-span-day = Day
admin-span-week = Week
admin-span-month = Month
admin-step = Beginning
admin-step-day = { $day } { $month }
admin-charts-empty = Nothing has been counted in that time
    .text = The server counts every minute while it runs. Come back in a while, or look at a longer time.
admin-chart-online = People online at the same time
admin-chart-sign-ins = Sign-ins
admin-chart-succeeded = succeeded
admin-chart-failed = failed
admin-chart-messages = Messages
admin-chart-registrations = New accounts

## Administration: accounts

accounts-lead = Everybody who has an account here. Pick somebody to see more, and to change something.
accounts-search = Part of an address or a name
accounts-which = Show
accounts-all = everybody
accounts-administrators = administrators
accounts-disabled = switched off
accounts-online = online
accounts-find = Find
accounts-none = Nobody found
    .text = No account matches, or there are no more of them.
accounts-all-shown = Show everybody
accounts-new = Make an account
accounts-new-lead = For somebody who cannot register, or need not. You vouch for the address.
accounts-new-password-hint = Six characters or more. If it is empty, only access tokens open the account.
account-state = State
account-made = Made
account-last = Last sign-in
account-on = switched on
account-off = switched off
account-unverified = not verified
account-administrator = administrator
account-member = member
account-banned = banned
account-is-made = { $handle } has an account now.
account-number = Number
account-guid = GUID
account-proof = Signs in with
account-has-password = A password.
account-has-no-password = Access tokens only: there is no password.
account-has-legacy-password = Old clients may use it, too.
account-has-second-factor = Browsers must show a second factor.
account-history = Messages
account-history-kept = may be kept, where the server keeps any
account-history-not-kept = are not kept, as the owner wishes
account-circles = Circles
account-circles-count = in { $joined }, invited to { $invited }
account-changes = Change something
account-enable = Switch on
account-enabled = { $handle } is switched on.
account-disable = Switch off
account-disabled = { $handle } is switched off, and signed out.
account-verify = Verify the address
account-verified = The address of { $handle } counts as verified.
account-unverify = Take the verification back
account-not-verified = The address of { $handle } does not count as verified any more.
account-make-administrator = Make an administrator
account-is-administrator = { $handle } is an administrator now.
account-make-member = Make a member
account-is-member = { $handle } is a member now, and no administrator.
account-sign-out = Sign out everywhere
account-signed-out = { $handle } is signed out everywhere.
account-disconnect = Sign Messenger out
account-remove-second-factor = Remove the second factor
account-second-factor-removed = { $handle } has no second factor any more.
account-forbid-legacy-password = Keep the password from old clients
account-legacy-password-forbidden = Old clients of { $handle } need an access token now.
account-ban = Ban
account-password = Set a new password
account-password-lead = For { $handle }. Browsers that are signed in have to sign in again; Messenger stays signed in.
account-password-draw = A random one
    .text = Sixteen random characters, shown once, for you to pass on.
account-password-draw-button = Make a random password
account-password-type = Or type one
account-password-new = New password
    .hint = 6 to 128 characters. Only printable ASCII and at most 16 of them, if old clients may use it.
account-password-set-button = Set this password
account-password-set = The password of { $handle } is set.
account-password-drawn = The new password
    .text = { $handle } can sign in with it from now on. Copy it now: it cannot be shown again.
account-address = Change the address
account-address-lead = The owner is signed out, and signs in with the new address from now on. Nobody loses a contact.
account-address-new = New address
account-renamed = The address is { $handle } now.
account-delete = Delete the account
account-delete-question = Everything that belongs to { $handle } goes for good: contacts, tokens, kept messages. Everybody who has them as a contact loses it. To keep somebody out for a while, switch the account off instead.
account-delete-handle = To show that you mean it, type the address
account-delete-wrong = That is not the address of this account.
account-delete-button = Delete it for good
account-delete-keep = Keep it
account-deleted = { $handle } is deleted.
account-places = Where they are signed in
account-no-messenger = Not signed in with a Messenger.
account-no-browser = Not signed in with a browser.
account-unknown-browser = A browser that does not say which
account-no-tokens = No access tokens.
account-token-new = Name of a new token
    .hint = Whatever tells the owner later which machine it is for.
account-token-made = A new token
    .text = This is the token { $name } of { $handle }, the password for Messenger on one machine. Copy it now: it cannot be shown again.
account-sign-ins = Latest sign-ins
account-no-sign-ins = No sign-ins
    .text = Nobody has signed in to this account with a Messenger yet.
account-from = From
account-until = Until
account-not-ended = not ended
account-with = With
account-with-token = the token { $name }
account-with-old-token = a token that is revoked
account-with-password = the password
account-reports = Reports about them
account-no-reports = Nobody has reported them.
account-bans = Bans
account-no-bans = Their address is not banned.

## Administration: who is online

online-lead = Everybody who is signed in with a Messenger right now. Its connection is never encrypted: these programs know no way to.
online-kinds = Protocol
online-all = All
online-kind = { $name } ({ $count })
online-all-shown = Show all of them
online-empty = Nobody is online
    .text = As soon as somebody signs in with a Messenger, they are listed here.
online-none = Nobody is online with that protocol
    .text = They may have signed out a moment ago.
online-status = Status
online-arriving = Signing in
online-idle = Idle
online-back = Be right back
online-phone = On the phone
online-lunch = Out to lunch
online-hidden = Hidden
online-from = From, since
online-end = Sign out
online-end-named = Sign out { $handle }
online-ended = The Messenger of { $handle } is signed out.

## Administration: invitations

invitations-lead = A link lets somebody register here. Whoever has it can use it, so send it to nobody else.
invitations-closed = Nobody can register here, not even with a link: registration.who is "closed" in the settings.
invitations-open = Everybody can register here, so nobody needs a link: registration.who is "open" in the settings.
invitations-made = Links
invitations-empty = No links
    .text = Make one above, and send it to whoever you want here.
invitation-new = Make a link
invitation-label = For
    .hint = Whom or what it is for, to tell links apart. Nobody else sees it.
invitation-unlabelled = nobody named
invitation-uses = How many may register with it
    .hint = 1 to 10,000.
invitation-uses-wrong = Type a number from 1 to 10,000.
invitation-end = Can be used
invitation-make = Make the link
invitation-used = Used
invitation-used-of = { $used } of { $uses }
invitation-until = Until
invitation-void = used up or too old
invitation-withdraw = Withdraw
invitation-withdraw-named = Withdraw the link for { $label }
invitation-withdrawn = The link is withdrawn.
invitation-made = Your new link
    .text = { $uses ->
        [one] One person can register with it.
       *[other] { $uses } people can register with it.
    } Copy it now: the list does not show it.

## Administration: reports

reports-lead = What members told you about each other. They are not told what became of it.
reports-which = Which reports
reports-open = Open
reports-all = All reports
reports-empty = No reports
    .text = Nobody has reported anybody yet.
reports-none-open = Nothing to do
    .text = Somebody has dealt with every report.
report-number = Report { $number }
report-title = Report about { $handle }
report-about = About
report-text = What happened
report-by = Reported by
report-by-nobody = an account that is gone
report-no-account = (has no account)
report-open = open
report-settled = settled
report-act = Do something about it
report-settle = Settle it
report-note = What you did
    .hint = For the other administrators; 500 characters at most.
report-settle-button = Settle the report
report-is-settled = Report { $number } is settled.
report-outcome = What became of it
report-no-note = It was settled without a note.
report-settled-by = { $by }, { $at }

## Administration: bans

bans-lead = Whoever is banned is signed out at once and cannot sign in, with Messenger or here. Nothing of theirs is lost.
bans-all = Bans
bans-empty = Nobody is banned
    .text = Let us hope that it stays that way.
ban-new = Ban somebody
ban-kind = What is banned
ban-account = one address
ban-email = a pattern of addresses
ban-network = where they come from
ban-whom = Whom
    .hint = alice@example.com; or *@example.com, where * stands for anything; or 192.0.2.7, or 192.0.2.0/24.
ban-reason = Reason
    .hint = For the other administrators; whoever is banned does not see it.
ban-no-reason = none given
ban-end = How long
ban-make = Ban
ban-made = { $whom } is banned.
ban-wrong = That is not what you chose above, or everybody would match it.
ban-yourself = That would lock you out yourself.
ban-many = There are as many bans as there may be. Lift some that are over.
ban-over = over
ban-lift = Lift
ban-lift-named = Lift the ban of { $whom }
ban-lifted = The ban is lifted.

## Administration: announcements

announcements-lead = What the service itself says: in a small window of Messenger, or in a conversation with “Nudge” where a program knows no such windows.
announcement-now = Now
announcement-alone = Nobody is online, so nobody would see it.
announcement-online = { $count ->
        [one] One person is online.
       *[other] { $count } people are online.
    }
announcement-text = Text
    .hint = 1 to 400 characters. Clients show a few lines.
announcement-text-wrong = It takes 1 to 400 characters, and nothing but letters and lines.
announcement-url = Page that a click opens
    .hint = Empty, or an address that begins with http:// or https://.
announcement-url-wrong = That is not the address of a page.
announcement-to = Only to
    .hint = The address of somebody. If it is empty, everybody who is online sees it.
announcement-show = Show it
announcement-shown = Sent; people who are online: { $count }.
announcement-nobody = It was shown to nobody: they are not online.
motd-title = Message of the day
motd-text = Shown to everybody who signs in
motd-there = There is one.
motd-none = There is none.
motd-set-button = Set it
motd-set = The message of the day is set.
motd-remove = Remove it
motd-removed = There is no message of the day any more.

## Administration: audit log

audit-lead = What administrators, their programs and the command line did. What owners do with their own account is not in it.
audit-who = Who, when
audit-what = What
audit-whom = Whom or what
audit-detail = How
audit-empty = Nothing there
    .text = Nothing has been done yet, or there is nothing older.
audit-account-added = made an account
audit-account-deleted = deleted an account
audit-account-enabled = switched an account on
audit-account-disabled = switched an account off
audit-account-renamed = changed an address
audit-account-verified = said whether an address is verified
audit-account-role = changed a role
audit-account-password = set a password
audit-account-legacy-password = said whether old clients may use the password
audit-account-profile = changed a profile
audit-account-mail = changed what is said about a mailbox
audit-account-history = said whether messages are kept
audit-history-erased = erased kept messages
audit-offline-messages-purged = threw away messages that waited for somebody
audit-account-signed-out = signed somebody out everywhere
audit-account-session-ended = signed a Messenger out
audit-account-second-factor = removed a second factor
audit-token-added = made an access token
audit-token-revoked = revoked an access token
audit-invitation-added = made a link of invitation
audit-invitation-withdrawn = withdrew a link of invitation
audit-invitation-cleared = cleared invitations by mail
audit-ban-added = banned somebody
audit-ban-lifted = lifted a ban
audit-report-settled = settled a report
audit-announcement-shown = showed an announcement
audit-announcement-of-the-day = changed the message of the day
audit-key-added = made a key
audit-key-revoked = revoked a key

## Administration: keys

keys-lead = A program that shows a key may do what the key is for, in the name of the administrator who made it. It stops working when they are no longer one.
keys-empty = No keys
    .text = A program of yours that looks after the server needs one.
key-new = Make a key
key-name-hint = Whatever tells you later which program it is for.
key-owner = Of
key-scopes = What it may be used for
key-scopes-none = Choose at least one.
key-name-taken = You have a key of that name already.
key-many = You have as many keys as you may. Revoke one that you do not need.
key-make = Make the key
key-made = Your new key
    .text = This is the key { $name }. Copy it now: it cannot be shown again.
key-revoked = The key is revoked.
scope-accounts-read = See accounts and who is online
scope-accounts-write = Make, change and delete accounts
scope-invitations-read = See links of invitation
scope-invitations-write = Make and withdraw links of invitation
scope-moderation-read = See reports, bans and the audit log
scope-moderation-write = Settle reports, make and lift bans
scope-announcements-write = Announce, set the message of the day
scope-statistics-read = See totals and rates

## Security

security-title = Security
security-lead = Your password opens this website. Old programs get access tokens, so that it stays out of them.
password-present = Your password
password-wrong = That is not your password.
password-change = Change the password
    .text = Every other browser is signed out then. Messenger stays signed in, and access tokens stay good.
password-new = New password
    .hint = 6 to 128 characters.
password-change-button = Change it
password-changed = The password is changed.
second-factor-title = Second factor
second-factor-on = It is on: signing in here takes a code from your authenticator, besides the password. Messenger signs in with access tokens only.
second-factor-off = It is off: whoever knows your password gets in here. With it on, a code from your telephone is needed, too, and Messenger signs in with access tokens only.
second-factor-look = Codes left, or turn it off
second-factor-set-up = Set it up
second-factor-lead = With it, your password alone opens nothing. You need an authenticator: a program on your telephone that shows six digits.
second-factor-scan = 1. Show this to your authenticator
    .text = It asks for a picture, or for a code to type.
second-factor-picture = A picture for your authenticator. What is below can be typed instead.
second-factor-type = Or type this, and choose "time-based" if it asks:
second-factor-show = 2. Show that it worked
second-factor-code = The six digits that the authenticator shows now.
second-factor-turn-on = Turn it on
second-factor-wrong = That is not what the authenticator should show. Is the clock of your telephone right?
second-factor-late = That took too long. Here is a new picture.
second-factor-there = The second factor is on already.
second-factor-codes = Write these codes down
    .text = The second factor is on. Each of these codes gets you in once, should you lose your telephone. They cannot be shown again.
second-factor-codes-use = Print this page, or keep the codes where you keep your keys. Type one wherever a code is asked for.
second-factor-codes-done = I have them
second-factor-left = { $count ->
    [one] One of the codes that you wrote down is left.
   *[other] Of the codes that you wrote down, { $count } are left.
 }
second-factor-remove = Turn it off
    .text = Your password alone opens this website then. For new codes to write down, turn it off and on again.
second-factor-removed = The second factor is off.
readable-password-title = Password in old programs
readable-password-lead = MSN Messenger 1.0 to 4.7 does not send a password but proves that it knows it. For that, the server must be able to read it.
readable-password-on = The server keeps your password in a form that it can read, and old programs can sign in with it.
readable-password-off = The server cannot read your password. MSN Messenger 1.0 to 4.7 signs in with access tokens.
readable-password-change = Change that
readable-password-risk = With an access token, a lost machine costs you one token. With your real password in it, it costs you the account, and so does whoever breaks into the server. Do this only on a network of your own.
readable-password-second-factor = While you have a second factor, old programs sign in with access tokens all the same.
readable-password-allow = Let the server read it
readable-password-forbid = Forget what can be read
readable-password-allowed = Old programs can sign in with your password now.
readable-password-forbidden = The server cannot read your password any more.
readable-password-unfit = In old programs, a password has 6 to 16 letters, digits and signs, and no accents.
sign-ins-title = Who signed in with Messenger
    .text = If you do not know one of them, revoke the token that it used and change your password.
sign-ins-none = Nobody has signed in with Messenger yet.
sign-in-when = When
sign-in-with = With
sign-in-password = the password
sign-in-revoked = a token that is revoked
leave-title = Your data
    .text = Take everything with you, or delete your account and everything in it.
delete-title = Delete the account
delete-lead = This cannot be undone.
delete-what-account = Your account goes, with its access tokens, and you are signed out everywhere.
delete-what-contacts = Your contacts and groups go, and you disappear from the lists of others.
delete-what-messages = Your copies of kept messages are erased. What others have kept is theirs, and stays.
delete-what-stays = The address is free afterwards: somebody else may take it.
delete-button = Delete my account for good
delete-keep = Keep it
delete-last-administrator = You are the last administrator. Give somebody else the role first.
own-account-deleted = Your account is deleted, with everything in it.
download-title = Download everything
download-lead = One file (zip) with all that this server keeps for you, which any computer can open.
download-what-profile = What you say about yourself, your settings and your display picture.
download-what-contacts = Your contacts, groups and lists.
download-what-sign-ins = Who signed in, where you are signed in, and the names of your access tokens.
download-what-messages = Your messages, if the server kept them, and what you reported.
download-secrets = Passwords and tokens are not in it. Your messages are: keep the file where others do not find it.
download-button = Download

## Contacts

contacts-title = Contacts
contacts-lead = The people on your list, as Messenger shows them. Press a name to see more.
contacts-beside = You are signed in with Messenger. Others see at once what you change here; your own Messenger shows it after its next sign-in.
contacts-waiting = They have added you
    .text = Until you answer, your own setting for everybody else holds for them.
contacts-waiting-more = { $count ->
    [one] One more waits for an answer.
   *[other] { $count } more wait for an answer.
 }
contacts-empty = No contacts yet
    .text = Add somebody by the e-mail address that they sign in with here.
contact-add = Add a contact
    .text = The one that they sign in with here.
contact-group = Group
contact-add-button = Add
contact-added = { $name } is one of your contacts now.
contact-removed = { $name } is not one of your contacts any more.
contact-allow = Allow
contact-allow-and-add = Allow and add
contact-allowed = { $name } may see when you are here.
contact-block = Block
contact-unblock = Unblock
contact-blocked = { $name } does not see you any more, and cannot write to you.
contact-grouped = The groups of { $name } are changed.
contact-remove = Remove from your contacts
contact-is-blocked = Blocked
contact-is-allowed = Allowed
contact-has-you-not = Does not have you
contact-unknown = Nobody here has that address.
contact-there = They are one of your contacts already.
contact-full = The list is full: yours, or theirs.
contact-too-fast = You have changed a great many contacts in a short time. Wait a while, then go on.
contact-changed = That cannot be done: something has changed meanwhile. Load the page anew.
person-yours = One of your contacts
person-theirs = Has you as a contact
person-sees = Sees when you are here
person-yes = Yes
person-no = No
person-sees-not = No: blocked
person-sees-others = As everybody else whom you neither allow nor block
person-groups = Whoever is in none of them is in Other Contacts.
person-groups-save = Save
group-other = Other Contacts
groups-title = Groups
groups-lead = Groups are only for you: nobody else sees them.
groups-empty = No groups yet
    .text = All of your contacts are in Other Contacts.
group-count = { $count ->
    [one] 1 contact
   *[other] { $count } contacts
 }
group-new = New group
group-make = Make the group
group-added = There is a group { $name } now.
group-rename = Rename it
group-renamed = The group is called { $name } now.
group-delete = Delete the group
    .text = Those in it stay your contacts.
group-deleted = The group { $name } is gone.
group-exists = You have a group of that name already.
group-too-many = You have as many groups as you may.
group-name-wrong = A name has 1 to 127 letters; those with accents count as two or more.
privacy-title = Privacy
privacy-lead = Who sees when you are here, and can write to you.
privacy-others = Everybody whom you neither allow nor block
privacy-others-allow = may see you
privacy-others-block = may not see you
privacy-ask = Ask me when somebody adds me
    .text = Messenger does it. Without, it allows them without a word.
privacy-save = Save
privacy-set = Your privacy settings are saved.
privacy-lists = Allowed and blocked
privacy-lists-empty = You have allowed or blocked nobody in particular.
privacy-block = Block somebody
    .text = Also somebody who is not one of your contacts.

## Reporting somebody

report-somebody-title = Report somebody
report-lead = Whoever runs this server reads it. The one whom you report is not told.
report-link = Did they threaten you, or send you what you do not want?
    .text = Tell whoever runs this server.
report-somebody-about = E-mail address of the one it is about
report-somebody-text = What happened
    .hint = What they did, and when. 2,000 characters at most.
report-text-wrong = Say what happened, in 2,000 characters at most.
report-too-many = You have made a good many reports in a short time. Wait an hour, then make this one.
report-button = Report
report-not = Rather not
report-made = Your report about { $name } is on its way to whoever runs this server.

## Circles

circles-title = Circles
circles-lead = People who talk with each other as one, for good. Windows Live Messenger 2009 has them beside your contacts and calls them groups; older programs do not show them.
circles-invitations = Invitations
circle-asked-by = { $name } has invited you.
circle-asked-by-nobody = Whoever sent the invitation has no account here any more.
circle-was-asked-by = Invited on { $date } by { $name }.
circle-accept = Join
circle-accept-named = Join { $name }
circle-decline = Decline
circle-decline-named = Decline the invitation to { $name }
circle-joined = You belong to { $name } now.
circle-declined = The invitation to { $name } is declined.
circles-yours = Your circles
circles-empty = You belong to no circle yet
    .text = Make one here, or in Windows Live Messenger 2009, and invite people.
circle-count = { $count ->
    [one] 1 member
   *[other] { $count } members
 }
circle-there = { $count ->
    [0] nobody there now
    [one] 1 there now
   *[other] { $count } there now
 }
circle-role-administrator = Administrator
circle-role-assistant = Assistant
circle-role-member = Member
circle-is-invited = Invited
circle-you = You
circle-new = New circle
    .text = Whoever belongs to it sees the name.
circle-name = Name
circle-make = Make the circle
circle-made = There is a circle { $name } now. You are its administrator: invite somebody.
circle-role = Role
    .title = What they may do
    .hint = Administrators give roles and can end the circle. Assistants invite, change its name, and take members out. Members talk.
circle-since = Member since
circle-now = In the circle
circle-members = Members
circle-places = { $count } of { $most } places are taken; an invitation takes one, too.
circle-invite = Invite somebody
    .text = With which they sign in here.
circle-words = A few words
    .hint = They see them with the invitation. You may leave them out; { $most } characters at most.
circle-invite-button = Invite
circle-invited = { $name } is invited.
circle-rename = Name of the circle
circle-rename-button = Rename it
circle-renamed = The circle is called { $name } now.
circle-role-button = Give the role
circle-role-given = { $name } has another role now.
circle-take-out = Take out of the circle
    .text = They are told, and can be invited again.
circle-take-out-question = { $name } will not belong to { $circle } any more, and is told so.
circle-taken-out = { $name } does not belong to the circle any more.
circle-take-back = Take the invitation back
circle-take-back-question = { $name } cannot join { $circle } any more, unless somebody invites them again.
circle-taken-back = The invitation of { $name } is taken back.
circle-leave = Leave the circle
    .text = If no administrator is left then, whoever has the highest role and has been there longest becomes one. With its last member a circle ends.
circle-leave-question = You will not belong to { $name } any more. You can come back if somebody invites you.
circle-leave-last-question = You are the last member of { $name }: it ends, with all its invitations, and cannot be had back.
circle-left = You do not belong to { $name } any more.
circle-end = End the circle
circle-end-question = { $name } ends for all its members, with all its invitations, and cannot be had back.
circle-ended = The circle { $name } is no more.
circle-rather-not = Rather not
circle-name-wrong = A name has 1 to 120 letters on one line; those with accents count as two or more.
circle-words-wrong = These are too many words, or they have signs in them that are no letters.
circle-unknown = Nobody here has that address, or they take no invitations from you.
circle-belongs-already = They belong to the circle already.
circle-joined-already = You belong to it already. If you do not want to, leave it.
circle-invited-already = They are invited already, and have not answered yet.
circle-full = The circle is full: every place is taken, or somebody is invited to it.
circle-too-many = You are in as many circles as you may be. Invitations count: decline those that you do not want.
circle-theirs-too-many = They are in as many circles as they may be.
circle-not-allowed = Your role in the circle does not let you do that.
circle-last-administrator = There would be no administrator left. Make somebody else one first.
circle-unchanged = That is so already.
circle-too-fast = You have changed a great deal in a short time. Wait a while, then go on.
circle-changed = That cannot be done: something has changed meanwhile. Load the page anew.

## Messages that wait

waiting-title = Messages
waiting-lead = What people have left for you while you were not there. Messenger shows it when you sign in, and then it is no longer here.
waiting-empty = Nothing waits for you
    .text = When somebody writes to you while you are away, it appears here.
waiting-delete = Delete
waiting-deleted = The message is deleted. Messenger will not show it.
waiting-delete-all = Delete all of them
waiting-delete-question = Everything that waits for you is deleted, and Messenger will not show it. It cannot be had back.
waiting-delete-button = Delete all of them
waiting-delete-not = Rather not
waiting-all-deleted = Nothing waits for you any more.

## Message history

history-title = History
history-lead = Messages that the server keeps for you, newest first. Nobody but you sees your copies here.
history-off-here = This server keeps no messages. What you find here is from before.
history-off = Your messages are not kept at the moment.
history-empty = Nothing is kept
    .text = What you write and what is written to you appears here, where the server keeps it.
history-text = Text
history-with = With whom
history-from = From
history-until = Until
history-search = Search
history-all = Show all
history-nothing = Nothing was found.
history-day-wrong = Write a day as 2003-10-22.
history-to = You to { $to }
history-erase = Erase
history-erased = The message is erased.
history-older = Older
history-keep-title = Keeping
    .text = Everybody in a conversation has a copy of their own. Erasing yours, or having none kept, leaves theirs.
history-stop = Keep no more of my messages
history-start = Keep my messages
history-kept = Your messages are kept from now on.
history-not-kept = Your messages are not kept any more. Those that were are still there.
history-erase-all = Erase everything
history-erase-question = All of your copies are erased, and cannot be had back.
history-erase-button = Erase everything
history-erase-not = Rather not
history-all-erased = Everything is erased.

## Profile

profile-title = Profile
profile-lead = What others see of you, in Messenger and here.
profile-name = Name
    .text = Others see it at once. Your own Messenger shows it after its next sign-in.
profile-name-wrong = A name has 1 to 387 letters; those with accents count as two or more.
profile-name-unconfirmed = You can change your name once your e-mail address has been confirmed.
profile-name-saved = Your name is saved.
profile-message = Personal message
    .text = What stands below your name in MSN Messenger 7.0 and later. What was said last holds, here or in your program. 129 characters at most.
profile-message-field = Message
profile-message-wrong = A personal message has 129 characters at most, on one line.
profile-message-saved = Your personal message is saved.
profile-picture = Display picture
    .text = Your contacts see it on this website, and Windows Live Messenger takes it from one computer to the next. Older programs send theirs straight to each other, and the server never has it.
profile-picture-field = File
profile-picture-hint = A PNG, JPEG or GIF of at most 500 KB. The middle of it is shown, as a small square.
profile-picture-send = Use this picture
profile-picture-none = Choose a file first.
profile-picture-wrong = That is no picture that can be read: a PNG, JPEG or GIF of at most 4096 by 4096 pixels.
profile-picture-saved = Your picture is saved.
profile-picture-remove = Remove the picture
profile-picture-removed = Your picture is removed.
profile-about = About you
    .text = Nothing of this is needed. Messenger is told it when you sign in.
profile-about-saved = What you say about yourself is saved.
profile-first-name = First name
profile-last-name = Last name
profile-city = City
profile-region = State or region
profile-postal-code = Postal code
profile-country = Country
    .text = Its two letters, such as ES.
profile-country-wrong = A country has two letters, such as ES.
profile-gender = Gender
profile-gender-none = Not said
profile-gender-female = Female
profile-gender-male = Male
profile-year = Year of birth
profile-year-wrong = A year has four digits, from 1900 on.
profile-text-wrong = This has 64 characters at most.
profile-listed = Show me in the member directory
    .text = Whoever looks for people by name or city finds you then.

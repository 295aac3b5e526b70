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
client-mac = Messenger for Mac
    .which = Microsoft's own, on Mac OS X.
client-third-party = Other programs
    .which = Pidgin, aMSN, Miranda, BitlBee and others that speak MSNP12 or older, or are told to.

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
place-program = Program
place-browser = Browser
place-address = Address
place-since = Since
place-seen = Last used
place-end = End it
place-ended = That place has ended.
place-this = This browser
place-this-end = Sign out, above
place-messenger-end = Sign Messenger out
place-messenger-ended = Messenger is signed out.
places-everywhere = Everywhere
    .text = Ends all of these, this one too. Access tokens stay good; revoke those that you do not trust.
places-everywhere-button = Sign out everywhere

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
account-deleted = Your account is deleted, with everything in it.
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

report-title = Report somebody
report-lead = Whoever runs this server reads it. The one whom you report is not told.
report-link = Did they threaten you, or send you what you do not want?
    .text = Tell whoever runs this server.
report-about = E-mail address of the one it is about
report-text = What happened
    .hint = What they did, and when. 2,000 characters at most.
report-text-wrong = Say what happened, in 2,000 characters at most.
report-too-many = You have made a good many reports in a short time. Wait an hour, then make this one.
report-button = Report
report-not = Rather not
report-made = Your report about { $name } is on its way to whoever runs this server.

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
    .text = What stands below your name in MSN Messenger 7.0 and later, unless your own program sets something else. 129 characters at most.
profile-message-field = Message
profile-message-wrong = A personal message has 129 characters at most, on one line.
profile-message-saved = Your personal message is saved.
profile-message-instead = Your Messenger, which is signed in, shows this instead: { $message }
profile-message-none = nothing
profile-picture = Display picture
    .text = Your contacts see it on this website. In Messenger you choose one there: programs send it straight to each other, and the server never has it.
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

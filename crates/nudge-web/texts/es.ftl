# Los textos del sitio en español. Project Fluent; docs/website.md explica cómo cambiarlos.
# en.ftl tiene los mismos textos, con los mismos argumentos; una prueba los compara.

brand = Nudge
motto = la red de Messenger, de vuelta en una máquina cerca de ti
language-name = Español

## Alrededor de cada página

skip = Saltar al contenido
title = { $title } · { brand }
navigation = Partes del sitio
signed-in-as = Has iniciado sesión como { $name }
sign-out = Cerrar sesión
language-label = Idioma
theme-label = Aspecto
theme-system = Como el sistema
theme-light = Claro
theme-dark = Oscuro
foot = Nudge es software libre y no tiene relación con Microsoft.

## Pestañas

tab-home = Inicio
tab-connect = Conectar
tab-sign-in = Iniciar sesión
tab-register = Crear cuenta
tab-contacts = Contactos
tab-circles = Círculos
tab-waiting = Mensajes
tab-history = Historial
tab-tokens = Claves
tab-profile = Perfil
tab-places = Lugares
tab-security = Seguridad
tab-administration = Administración

## Inicio

home-title = Tu viejo Messenger funciona aquí
home-lead = Este es un servidor para MSN Messenger. Los programas de 1999 a 2005 inician sesión aquí tal como son, ven quién está conectado y chatean, cada versión con todas las demás.
home-connect = Conecta tu programa
home-connect-lead = Abre esta página en el equipo donde lo usas y elige el programa. La versión está en su menú Ayuda, Acerca de.
home-facts = Qué puedes esperar
home-fact-untouched = No se modifica nada
    .text = A tu Messenger solo hay que decirle dónde está ahora el servidor: con un pequeño archivo o con unas líneas. Ambos se generan aquí y se pueden deshacer.
home-fact-together = Todos con todos
    .text = Quien usa la 1.0 en Windows 98 habla con quien usa la 7.5 en Windows XP. Lo que uno de los dos no conoce se omite, y nada llega estropeado.
home-fact-passwords = Tu contraseña no entra en programas viejos
    .text = Un programa antiguo inicia sesión con una clave de acceso: una contraseña solo para ese equipo, que puedes anular cuando quieras.

client-1-4 = MSN Messenger 1.0 a 4.7
    .which = En Windows 95 a XP; también Windows Messenger 4.0 a 4.6 en Windows XP.
client-windows-messenger = Windows Messenger 4.7 a 5.1
    .which = El que viene con Windows XP SP1 y posteriores (desde 4.7.2009), y 5.0 y 5.1.
client-5 = MSN Messenger 5.0
    .which = En Windows 98 a XP.
client-6 = MSN Messenger 6.0 a 6.2
    .which = En Windows 98 a XP.
client-70 = MSN Messenger 7.0
    .which = En Windows 98 a XP.
client-75 = MSN Messenger 7.5
    .which = En Windows XP y posteriores.
client-80 = Windows Live Messenger 8.0
    .which = En Windows XP y posteriores.
client-85 = Windows Live Messenger 8.1 y 8.5
    .which = En Windows XP y posteriores.
client-2009 = Windows Live Messenger 2009
    .which = La versión 14.0, y las betas de la 9.0, en Windows XP SP2 y posteriores.
client-mac = Messenger para Mac
    .which = El de Microsoft, en Mac OS X.
client-third-party = Otros programas
    .which = Pidgin, aMSN, Miranda, BitlBee y otros que hablan MSNP18 o anterior, o a los que se les puede indicar.

## Entrar y salir

field-handle = Correo electrónico
field-password = Contraseña
never = nunca
sign-in-title = Entrar
sign-in-lead = Con tu contraseña, para ver tus claves de acceso y dónde tienes la sesión abierta.
sign-in-password-hint = La de verdad. Las claves de acceso son solo para Messenger.
sign-in-button = Entrar
sign-in-wrong = El correo o la contraseña no son correctos.
sign-in-wrong-code = Ese código no es correcto o ya se ha usado.
sign-in-throttled = Ha habido demasiados intentos fallidos. Espera unos minutos y vuelve a probar.
sign-in-busy = El servidor está ocupado. Vuelve a probar en un minuto.
sign-in-disabled = Esta cuenta está desactivada. Pregunta a quien lleva el servidor.
sign-in-banned = Tienes prohibida la entrada en este servidor. Pregunta a quien lo lleva.
sign-in-unconfirmed = Tu correo aún no está confirmado. Abre el mensaje que te hemos enviado.
sign-in-forgotten = ¿Has olvidado la contraseña?
sign-in-confirm = Escribir el código que confirma tu dirección de correo
sign-in-late = Has tardado demasiado. Vuelve a entrar.
signed-out = Has salido.
signed-out-everywhere = Has salido de todas partes.
code-title = Un paso más
code-lead = Tu cuenta tiene un segundo factor. Abre tu autenticador y escribe lo que muestra.
code-field = Código
    .hint = Seis cifras, o uno de los códigos que apuntaste.

## Registrarse

register-title = Crear cuenta
register-lead = Una cuenta en este servidor: una dirección con la que los demás te encuentran y una contraseña para este sitio.
register-handle-hint = Con ella te agregan los demás.
register-name = Nombre
    .hint = Lo que ven los demás. Puedes cambiarlo en Messenger cuando quieras.
register-password-hint = Seis caracteres como mínimo. Los programas antiguos usan una clave de acceso.
register-again = La contraseña, otra vez
register-button = Crear la cuenta
register-handle-wrong = Eso no es un correo electrónico.
register-handle-taken = Alguien ya tiene esa dirección.
register-name-wrong = Ese nombre es demasiado largo.
register-again-wrong = Las dos contraseñas no coinciden.
register-password-weak = Una contraseña tiene de 6 a 128 caracteres.
register-closed = Aquí nadie puede crear su propia cuenta
    .text = Pide una a quien lleva el servidor.
register-by-invitation = Necesitas una invitación
    .text = Pídela a quien lleva el servidor, que puede enviarte un enlace. Ábrelo para crear tu cuenta.
register-void = Esa invitación ya no vale
    .text = Se ha usado, se ha retirado o es demasiado antigua. Pide otra a quien te la envió.

confirm-title = Confirma tu correo
confirm-lead = Te hemos enviado un mensaje con un código. Cuando lo hayas escrito aquí, podrás entrar.
confirm-code = Código
    .hint = El del mensaje. Da igual en mayúsculas o minúsculas.
confirm-button = Confirmar
confirm-wrong = Ese código no es correcto, ya se ha usado o es demasiado antiguo.
confirm-again = ¿No llega el mensaje?
    .text = Míralo entre el correo no deseado. O pide otro; entonces el código del anterior ya no vale.
confirm-again-button = Enviar otro
confirm-sent = Hemos enviado un mensaje con un código a { $address }.
confirm-not-sent = Tu cuenta está creada, pero ahora mismo no se puede enviar el mensaje con el código. Pide otro dentro de unos minutos.
confirm-sent-again = Si alguien tiene pendiente confirmar esa dirección, el mensaje va de camino.
confirmed = Tu correo está confirmado. Ya puedes entrar.

## Una contraseña nueva

forgotten-title = Una contraseña nueva
forgotten-lead = Enviamos un mensaje con un código a la dirección de tu cuenta. Con él pones una contraseña nueva.
forgotten-button = Enviar el mensaje
forgotten-have-code = Ya tengo un código
forgotten-sent = Si existe esa cuenta, el mensaje con el código va de camino. Vale durante una hora.
forgotten-no-mail = Este servidor no envía correo
    .text = Pide a quien lo lleva que te ponga una contraseña nueva.
reset-title = Poner una contraseña nueva
reset-lead = Se cerrarán todas las sesiones de tu cuenta. Las claves de acceso siguen valiendo.
reset-password = Contraseña nueva
    .hint = Seis caracteres como mínimo.
reset-button = Guardarla
reset-no-code = No tengo código
reset-done = Tu contraseña nueva está guardada. Entra con ella.

## Cartas: una línea para el asunto, y el texto. Las líneas terminan donde las de la carta.

letter-confirmation = Tu código de Nudge
    .text =
        Alguien, seguramente tú, ha creado una cuenta en un servidor Nudge con la dirección { $address }.

        Para demostrar que es tuya, escribe este código en la página que tienes abierta:

        { $code }

        Vale durante tres días. Si no has sido tú, no hagas nada: sin el código nadie puede entrar con tu dirección.
letter-reset = Tu código para una contraseña nueva
    .text =
        Alguien, seguramente tú, ha pedido a un servidor Nudge una contraseña nueva para { $address }.

        Para ponerla, escribe este código en la página que tienes abierta:

        { $code }

        Vale durante una hora. Si no has sido tú, no hagas nada: tu contraseña sigue siendo la misma.
letter-was-reset = Tu contraseña ha cambiado
    .text =
        Se ha puesto una contraseña nueva para { $address } con un código enviado a esta dirección, y se han cerrado todas las sesiones.

        Si no has sido tú, otra persona lee tu correo. Protege primero tu buzón y después pide una contraseña nueva.

## Claves de acceso

tokens-title = Claves de acceso
tokens-lead = Una clave es la contraseña de un solo programa antiguo en una sola máquina. Si pierdes la clave o la máquina, retiras esa y ninguna otra.
tokens-empty = Aún no tienes claves
    .text = MSN Messenger hasta la 4.7 necesita una para entrar; las versiones posteriores también pueden usarla. Es cosa de un minuto.
token-new = Crear una clave
token-name = Nombre
    .hint = Lo que te diga más tarde para qué máquina es, como Windows 98 del sótano.
token-created = Creada
token-used = Último uso
token-revoke = Retirar
token-revoke-named = Retirar { $name }
token-make = Crear la clave
token-name-taken = Ya tienes una clave con ese nombre.
token-name-wrong = Un nombre tiene de 1 a 64 caracteres.
token-too-many = Ya tienes todas las claves que puedes tener. Retira una que no necesites.
token-made-title = Tu nueva clave
token-made-lead = Esta es la clave para { $name }. Cópiala ahora: no se puede volver a mostrar.
token-made-type = Lo que tienes que escribir en Messenger
token-made-address = Correo electrónico
token-made-password = Contraseña
    .text = la clave, sin espacios
token-made-clients = Si el programa aún no encuentra este servidor, abre antes su página: se abre al lado de esta, y la clave sigue aquí.
token-type-challenge = Tu dirección como nombre de inicio de sesión y la clave como contraseña. Tu contraseña de verdad no abre nada aquí, salvo que permitas que el servidor la lea.
token-type-passport = Tu dirección donde pida el correo electrónico y la clave como contraseña. Admite 16 caracteres, que son los que tiene la clave.
token-type-either = Tu dirección completa como nombre de usuario y la clave como contraseña. Algunos de estos programas cortan las contraseñas a los 16 caracteres; la clave no tiene más.
token-made-done = Ya la tengo
token-revoke-title = Retirar una clave
token-revoke-question = Quien haya entrado con { $name } sale al momento y ya no puede volver a entrar con ella.
token-keep = Conservarla
token-revoked = { $name } está retirada.

## Sesiones

places-title = Dónde tienes la sesión abierta
places-lead = Si hay un sitio que no conoces, ciérralo y pon una contraseña nueva.
places-messenger = En Messenger
places-messenger-none = No has entrado con ningún Messenger.
places-browsers = En navegadores
places-several = Puedo tener abierto Messenger en varios sitios
    .hint = Windows Live Messenger 2009 y posteriores pueden tener varias sesiones a la vez. Los anteriores, y también estos si no lo quieres, cierran las demás.
places-several-button = Guardar
places-several-on = Puedes tener abierto Messenger en varios sitios.
places-several-off = A partir de ahora, entrar con un Messenger cierra los demás.
place-program = Programa
place-machine = Equipo
place-browser = Navegador
place-address = Dirección
place-since = Desde
place-seen = Último uso
place-end = Cerrar
place-ended = Esa sesión está cerrada.
place-this = Este navegador
place-this-end = Sal con el botón de arriba
place-messenger-end = Cerrar la sesión de Messenger
place-messenger-ended = La sesión de Messenger está cerrada en todas partes.
places-everywhere = Todas
    .text = Las cierra todas, también esta. Las claves de acceso siguen valiendo; retira las que no te den confianza.
places-everywhere-button = Salir de todas partes

## Presencia para todos

presence-title = Mostrar que estás en línea
presence-lead = Una imagen pequeña para una página tuya dice si estás en línea, como en las páginas de la época.
presence-show = Cualquiera puede ver si estoy en línea
    .hint = También quien no tiene cuenta aquí, y quien conozca la dirección de la imagen. Si en Messenger estás como no conectado, aquí también.
presence-button = Guardar
presence-is-shown = Ahora cualquiera puede ver si estás en línea.
presence-is-not-shown = Ya nadie ve si estás en línea, salvo tus contactos.
presence-now = Como está ahora
presence-use = Ponerla en una página
    .text = Copia esto en el HTML de una página. Funciona en todos los navegadores desde 1996.
presence-json = Para programas, lo mismo como JSON:

## Lo que sale mal

error-code = Error { $code }
error-home = Volver a la primera página
error-400 = No se ha entendido
    .text = Lo que ha enviado tu navegador no es lo que esta página espera. Vuelve atrás, carga la página de nuevo e inténtalo otra vez.
error-403 = Esto no es para ti
    .text = No tienes permiso para ver esta página ni para hacer esto. Si crees que sí, inicia sesión con la cuenta adecuada.
error-404 = Esa página no existe
    .text = Puede que la dirección esté mal escrita o que la página haya cambiado de sitio.
error-405 = Eso no se puede hacer aquí
    .text = La página existe, pero no admite lo que ha enviado tu navegador.
error-413 = Es demasiado
    .text = Un formulario puede tener 64 KiB. Acórtalo e inténtalo de nuevo.
error-429 = No tan rápido
    .text = Ha habido demasiados intentos en poco tiempo. Espera unos minutos e inténtalo de nuevo.
error-500 = Algo ha fallado por nuestra parte
    .text = No ha sido culpa tuya, y quien administra este servidor puede leer en su registro qué ha pasado. Inténtalo más tarde.
error-503 = El servidor está ocupado
    .text = No puede responder en este momento. Inténtalo de nuevo en un minuto.
error-stale-form = Este formulario ha caducado
    .text = Los formularios sirven para una sola persona y una sola visita, y necesitan cookies. Vuelve atrás, carga la página de nuevo y envíalo otra vez.
error-foreign-form = Este formulario no es nuestro
    .text = Tu navegador dice que se envió desde otro sitio, así que no se ha hecho nada. Si era lo que querías, hazlo desde aquí.

## Partes de las páginas

pager-label = Páginas
pager-before = Anterior
pager-after = Siguiente
pager-page = Página { $page } de { $pages }
secret-copy = Copiar
secret-copied = Copiado
chart-figures = Las cifras
status-online = En línea
status-busy = Ocupado
status-away = Ausente
status-offline = Sin conexión

## Fechas; todas en UTC

date = { $day } de { $month } de { $year }
moment = { $date }, { $time } UTC
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre

## Administración, alrededor de sus páginas

admin-sections = Partes de la administración
admin-overview = Resumen
admin-accounts = Cuentas
admin-online = En línea
admin-invitations = Invitaciones
admin-reports = Denuncias
admin-bans = Vetos
admin-announcements = Avisos
admin-audit = Registro
admin-keys = Llaves
admin-who = Quién
admin-when = Cuándo
admin-by = Por
admin-console = la línea de órdenes
admin-end-day = durante un día
admin-end-week = durante una semana
admin-end-month = durante 30 días
admin-end-year = durante un año
admin-end-never = para siempre
admin-end-wrong = Elige una de estas opciones.
admin-second-factor-needed = En este servidor, quien administra necesita un segundo factor. Configúralo y vuelve.
admin-token-taken = Esta cuenta ya tiene una clave con ese nombre.
admin-token-many = Esta cuenta ya tiene todas las claves que puede tener. Retira una antes.
admin-unknown-account = Nadie tiene aquí esa dirección.
admin-gone = Eso ya no está. Puede que otra persona se haya adelantado.
admin-last-administrator = Es la última cuenta con administración. Dásela antes a otra.
admin-not-allowed = Eso es solo para quien administra.
admin-text-wrong = Ese texto es demasiado largo.
admin-refused = Eso no se puede hacer en este momento.
further-first = Desde el principio
further-next = Seguir

## Administración: resumen

admin-overview-lead = Cómo está el servidor, de un vistazo. Los días y las horas son de UTC.
admin-tile-accounts = cuentas
admin-tile-online = en línea ahora
admin-tile-reports = denuncias abiertas
admin-tile-sign-ins = entradas hoy
admin-tile-messages = mensajes hoy
admin-tile-circles = círculos
admin-over-time = A lo largo del tiempo
admin-spans = Cuánto tiempo
admin-span-day = Día
admin-span-week = Semana
admin-span-month = Mes
admin-step = Comienzo
admin-step-day = { $day } { $month }
admin-charts-empty = En ese tiempo no se ha contado nada
    .text = El servidor cuenta cada minuto mientras funciona. Vuelve dentro de un rato o mira un periodo más largo.
admin-chart-online = Personas en línea a la vez
admin-chart-sign-ins = Entradas
admin-chart-succeeded = correctas
admin-chart-failed = fallidas
admin-chart-messages = Mensajes
admin-chart-registrations = Cuentas nuevas

## Administración: cuentas

accounts-lead = Todas las personas que tienen una cuenta aquí. Elige una para ver más y para cambiar algo.
accounts-search = Parte de una dirección o de un nombre
accounts-which = Mostrar
accounts-all = todas
accounts-administrators = las que administran
accounts-disabled = desactivadas
accounts-online = en línea
accounts-find = Buscar
accounts-none = No hay nadie
    .text = Ninguna cuenta coincide, o no quedan más.
accounts-all-shown = Mostrarlas todas
accounts-new = Crear una cuenta
accounts-new-lead = Para quien no puede registrarse o no lo necesita. Tú respondes de la dirección.
accounts-new-password-hint = Seis caracteres como mínimo. Si la dejas vacía, la cuenta solo se abre con claves de acceso.
account-state = Estado
account-made = Creada
account-last = Última entrada
account-on = activada
account-off = desactivada
account-unverified = sin verificar
account-administrator = administración
account-member = miembro
account-banned = vetada
account-is-made = { $handle } ya tiene una cuenta.
account-number = Número
account-guid = GUID
account-proof = Entra con
account-has-password = Una contraseña.
account-has-no-password = Solo claves de acceso: no hay contraseña.
account-has-legacy-password = También la admiten los programas antiguos.
account-has-second-factor = Los navegadores tienen que mostrar un segundo factor.
account-history = Mensajes
account-history-kept = se pueden guardar, si el servidor guarda alguno
account-history-not-kept = no se guardan, porque así lo quiere su dueño
account-circles = Círculos
account-circles-count = está en { $joined }, con invitación a { $invited }
account-changes = Cambiar algo
account-enable = Activar
account-enabled = { $handle } está activada.
account-disable = Desactivar
account-disabled = { $handle } está desactivada y ha salido.
account-verify = Verificar la dirección
account-verified = La dirección { $handle } cuenta como verificada.
account-unverify = Retirar la verificación
account-not-verified = La dirección { $handle } ya no cuenta como verificada.
account-make-administrator = Dar la administración
account-is-administrator = { $handle } ya puede administrar.
account-make-member = Quitar la administración
account-is-member = { $handle } ya no puede administrar.
account-sign-out = Cerrar todas las sesiones
account-signed-out = Todas las sesiones de { $handle } están cerradas.
account-disconnect = Cerrar la sesión de Messenger
account-remove-second-factor = Quitar el segundo factor
account-second-factor-removed = { $handle } ya no tiene segundo factor.
account-forbid-legacy-password = No admitir la contraseña en programas antiguos
account-legacy-password-forbidden = Los programas antiguos de { $handle } necesitan ahora una clave de acceso.
account-ban = Vetar
account-password = Poner una contraseña nueva
account-password-lead = Para { $handle }. Los navegadores tendrán que volver a entrar; Messenger sigue conectado.
account-password-draw = Al azar
    .text = Dieciséis caracteres al azar, que se muestran una sola vez para que se los pases a su dueño.
account-password-draw-button = Generar una contraseña
account-password-type = O escríbela
account-password-new = Contraseña nueva
    .hint = De 6 a 128 caracteres. Si la admiten programas antiguos, solo ASCII imprimible y 16 como mucho.
account-password-set-button = Poner esta contraseña
account-password-set = La contraseña de { $handle } está puesta.
account-password-drawn = La contraseña nueva
    .text = { $handle } puede entrar con ella desde ahora. Cópiala ya: no se puede volver a mostrar.
account-address = Cambiar la dirección
account-address-lead = Su dueño sale y desde entonces entra con la dirección nueva. Nadie pierde un contacto.
account-address-new = Dirección nueva
account-renamed = La dirección es ahora { $handle }.
account-delete = Eliminar la cuenta
account-delete-question = Todo lo de { $handle } desaparece para siempre: contactos, claves, mensajes guardados. Quien lo tenga de contacto lo pierde. Si solo quieres que no entre durante un tiempo, desactiva la cuenta.
account-delete-handle = Para confirmar que va en serio, escribe la dirección
account-delete-wrong = Esa no es la dirección de esta cuenta.
account-delete-button = Eliminarla para siempre
account-delete-keep = Conservarla
account-deleted = { $handle } está eliminada.
account-places = Dónde tiene la sesión abierta
account-no-messenger = No ha entrado con ningún Messenger.
account-no-browser = No ha entrado con ningún navegador.
account-unknown-browser = Un navegador que no dice cuál es
account-no-tokens = No tiene claves de acceso.
account-token-new = Nombre de una clave nueva
    .hint = Lo que le diga más tarde a su dueño para qué máquina es.
account-token-made = Una clave nueva
    .text = Esta es la clave { $name } de { $handle }, la contraseña de Messenger en una sola máquina. Cópiala ya: no se puede volver a mostrar.
account-sign-ins = Últimas entradas
account-no-sign-ins = Ninguna entrada
    .text = Nadie ha entrado todavía en esta cuenta con un Messenger.
account-from = Desde
account-until = Hasta
account-not-ended = sin terminar
account-with = Con
account-with-token = la clave { $name }
account-with-old-token = una clave retirada
account-with-password = la contraseña
account-reports = Denuncias sobre esta cuenta
account-no-reports = Nadie la ha denunciado.
account-bans = Vetos
account-no-bans = Su dirección no está vetada.

## Administración: quién está en línea

online-lead = Todas las personas que tienen ahora mismo la sesión abierta con un Messenger. Su conexión nunca va cifrada: estos programas no saben hacerlo.
online-kinds = Protocolo
online-all = Todos
online-kind = { $name } ({ $count })
online-all-shown = Mostrarlas todas
online-empty = No hay nadie en línea
    .text = En cuanto alguien entre con un Messenger, aparecerá aquí.
online-none = No hay nadie en línea con ese protocolo
    .text = Puede que haya salido hace un momento.
online-status = Estado
online-arriving = Entrando
online-idle = Inactivo
online-back = Vuelvo enseguida
online-phone = Al teléfono
online-lunch = Salí a comer
online-hidden = Oculto
online-from = Desde dónde y cuándo
online-end = Cerrar sesión
online-end-named = Cerrar sesión de { $handle }
online-ended = La sesión de Messenger de { $handle } está cerrada.

## Administración: invitaciones

invitations-lead = Con un enlace, alguien puede crear aquí su cuenta. Vale para quien lo tenga, así que no se lo envíes a nadie más.
invitations-closed = Aquí nadie puede crear su cuenta, ni siquiera con un enlace: registration.who es "closed" en la configuración.
invitations-open = Aquí cualquiera puede crear su cuenta y nadie necesita un enlace: registration.who es "open" en la configuración.
invitations-made = Enlaces
invitations-empty = Ningún enlace
    .text = Crea uno arriba y envíaselo a quien quieras tener aquí.
invitation-new = Crear un enlace
invitation-label = Para
    .hint = Para quién o para qué es, para distinguir los enlaces. Nadie más lo ve.
invitation-unlabelled = nadie en concreto
invitation-uses = Cuántas personas pueden usarlo
    .hint = De 1 a 10.000.
invitation-uses-wrong = Escribe un número de 1 a 10.000.
invitation-end = Se puede usar
invitation-make = Crear el enlace
invitation-used = Usado
invitation-used-of = { $used } de { $uses }
invitation-until = Hasta
invitation-void = agotado o demasiado antiguo
invitation-withdraw = Retirar
invitation-withdraw-named = Retirar el enlace para { $label }
invitation-withdrawn = El enlace está retirado.
invitation-made = Tu enlace nuevo
    .text = { $uses ->
        [one] Una persona puede crear su cuenta con él.
       *[other] { $uses } personas pueden crear su cuenta con él.
    } Cópialo ya: la lista no lo muestra.

## Administración: denuncias

reports-lead = Lo que unos miembros te han contado de otros. No se les dice en qué ha quedado.
reports-which = Qué denuncias
reports-open = Abiertas
reports-all = Todas las denuncias
reports-empty = Ninguna denuncia
    .text = Nadie ha denunciado a nadie todavía.
reports-none-open = Nada que hacer
    .text = Alguien se ha ocupado ya de todas las denuncias.
report-number = Denuncia { $number }
report-title = Denuncia sobre { $handle }
report-about = Sobre
report-text = Qué ha pasado
report-by = De
report-by-nobody = una cuenta que ya no existe
report-no-account = (no tiene cuenta)
report-open = abierta
report-settled = resuelta
report-act = Hacer algo
report-settle = Resolverla
report-note = Qué has hecho
    .hint = Para las demás personas que administran; 500 caracteres como mucho.
report-settle-button = Dar por resuelta
report-is-settled = La denuncia { $number } está resuelta.
report-outcome = En qué ha quedado
report-no-note = Se resolvió sin ninguna nota.
report-settled-by = { $by }, { $at }

## Administración: vetos

bans-lead = Quien está vetado sale al momento y no puede entrar, ni con Messenger ni aquí. No pierde nada de lo suyo.
bans-all = Vetos
bans-empty = Nadie está vetado
    .text = Ojalá siga así.
ban-new = Vetar a alguien
ban-kind = Qué se veta
ban-account = una dirección
ban-email = un patrón de direcciones
ban-network = el lugar desde el que se conecta
ban-whom = A quién
    .hint = alicia@example.com; o *@example.com, donde * vale por cualquier cosa; o 192.0.2.7, o 192.0.2.0/24.
ban-reason = Motivo
    .hint = Para las demás personas que administran; quien está vetado no lo ve.
ban-no-reason = no se dice
ban-end = Cuánto tiempo
ban-make = Vetar
ban-made = { $whom } está en la lista de vetos.
ban-wrong = Eso no es lo que has elegido arriba, o valdría para todo el mundo.
ban-yourself = Con eso te dejarías fuera a ti.
ban-many = Ya hay todos los vetos que puede haber. Levanta alguno que haya terminado.
ban-over = terminado
ban-lift = Levantar
ban-lift-named = Levantar el veto de { $whom }
ban-lifted = El veto está levantado.

## Administración: avisos

announcements-lead = Lo que dice el propio servicio: en una pequeña ventana de Messenger o, en los programas que no conocen esas ventanas, en una conversación con «Nudge».
announcement-now = Ahora
announcement-alone = No hay nadie en línea, así que nadie lo vería.
announcement-online = { $count ->
        [one] Hay una persona en línea.
       *[other] Hay { $count } personas en línea.
    }
announcement-text = Texto
    .hint = De 1 a 400 caracteres. Los programas muestran unas pocas líneas.
announcement-text-wrong = Tiene que tener de 1 a 400 caracteres, y nada más que letras y líneas.
announcement-url = Página que se abre con un clic
    .hint = Nada, o una dirección que empiece por http:// o https://.
announcement-url-wrong = Esa no es la dirección de una página.
announcement-to = Solo para
    .hint = La dirección de alguien. Si la dejas vacía, lo ven todas las personas que estén en línea.
announcement-show = Mostrarlo
announcement-shown = Enviado; personas en línea: { $count }.
announcement-nobody = No se ha mostrado a nadie: no hay nadie en línea.
motd-title = Mensaje del día
motd-text = Se muestra a todo el que entra
motd-there = Hay uno.
motd-none = No hay ninguno.
motd-set-button = Ponerlo
motd-set = El mensaje del día está puesto.
motd-remove = Quitarlo
motd-removed = Ya no hay mensaje del día.

## Administración: registro

audit-lead = Lo que han hecho quienes administran, sus programas y la línea de órdenes. Lo que cada cual hace con su propia cuenta no está.
audit-who = Quién y cuándo
audit-what = Qué
audit-whom = A quién o a qué
audit-detail = Cómo
audit-empty = No hay nada
    .text = Aún no se ha hecho nada, o no hay nada más antiguo.
audit-account-added = creó una cuenta
audit-account-deleted = eliminó una cuenta
audit-account-enabled = activó una cuenta
audit-account-disabled = desactivó una cuenta
audit-account-renamed = cambió una dirección
audit-account-verified = dijo si una dirección está verificada
audit-account-role = cambió el rol de alguien
audit-account-password = puso una contraseña
audit-account-legacy-password = dijo si los programas antiguos admiten la contraseña
audit-account-profile = cambió un perfil
audit-account-mail = cambió lo que se dice de un buzón
audit-account-history = dijo si se guardan los mensajes
audit-history-erased = borró mensajes guardados
audit-offline-messages-purged = borró mensajes que esperaban a alguien
audit-account-signed-out = cerró todas las sesiones de alguien
audit-account-session-ended = cerró una sesión de Messenger
audit-account-second-factor = quitó un segundo factor
audit-token-added = creó una clave de acceso
audit-token-revoked = retiró una clave de acceso
audit-invitation-added = creó un enlace de invitación
audit-invitation-withdrawn = retiró un enlace de invitación
audit-invitation-cleared = quitó invitaciones por correo
audit-ban-added = vetó a alguien
audit-ban-lifted = levantó un veto
audit-report-settled = resolvió una denuncia
audit-announcement-shown = mostró un aviso
audit-announcement-of-the-day = cambió el mensaje del día
audit-key-added = creó una llave
audit-key-revoked = retiró una llave

## Administración: llaves

keys-lead = Un programa que muestra una llave puede hacer aquello para lo que es, en nombre de la persona que la creó. Deja de valer en cuanto esa persona ya no administra.
keys-empty = Ninguna llave
    .text = Un programa tuyo que cuide del servidor necesita una.
key-new = Crear una llave
key-name-hint = Lo que te diga más tarde para qué programa es.
key-owner = De
key-scopes = Para qué se puede usar
key-scopes-none = Elige al menos una cosa.
key-name-taken = Ya tienes una llave con ese nombre.
key-many = Ya tienes todas las llaves que puedes tener. Retira una que no necesites.
key-make = Crear la llave
key-made = Tu llave nueva
    .text = Esta es la llave { $name }. Cópiala ya: no se puede volver a mostrar.
key-revoked = La llave está retirada.
scope-accounts-read = Ver las cuentas y quién está en línea
scope-accounts-write = Crear, cambiar y eliminar cuentas
scope-invitations-read = Ver los enlaces de invitación
scope-invitations-write = Crear y retirar enlaces de invitación
scope-moderation-read = Ver denuncias, vetos y el registro
scope-moderation-write = Resolver denuncias, poner y levantar vetos
scope-announcements-write = Mostrar avisos y poner el mensaje del día
scope-statistics-read = Ver totales y ritmos

## Seguridad

security-title = Seguridad
security-lead = Tu contraseña abre este sitio. Los programas antiguos usan claves de acceso, para que no entre en ellos.
password-present = Tu contraseña
password-wrong = Esa no es tu contraseña.
password-change = Cambiar la contraseña
    .text = Al cambiarla se cierra la sesión en los demás navegadores. Messenger sigue conectado y las claves de acceso siguen valiendo.
password-new = Contraseña nueva
    .hint = De 6 a 128 caracteres.
password-change-button = Cambiarla
password-changed = La contraseña está cambiada.
second-factor-title = Segundo factor
second-factor-on = Está activado: para entrar aquí, además de la contraseña, hace falta un código de tu autenticador. Messenger solo entra con claves de acceso.
second-factor-off = Está desactivado: quien sepa tu contraseña entra aquí. Si lo activas, también hará falta un código de tu teléfono, y Messenger solo entrará con claves de acceso.
second-factor-look = Códigos que quedan, o desactivarlo
second-factor-set-up = Activarlo
second-factor-lead = Con él, tu contraseña sola no abre nada. Necesitas un autenticador: un programa en tu teléfono que muestra seis cifras.
second-factor-scan = 1. Enséñale esto a tu autenticador
    .text = Te pedirá una imagen o un código para escribir.
second-factor-picture = Una imagen para tu autenticador. En su lugar puedes escribir lo que hay debajo.
second-factor-type = O escribe esto y, si lo pregunta, elige «según la hora»:
second-factor-show = 2. Comprueba que funciona
second-factor-code = Las seis cifras que muestra ahora el autenticador.
second-factor-turn-on = Activarlo
second-factor-wrong = Eso no es lo que debería mostrar el autenticador. ¿Está bien la hora de tu teléfono?
second-factor-late = Has tardado demasiado. Aquí tienes una imagen nueva.
second-factor-there = El segundo factor ya está activado.
second-factor-codes = Apunta estos códigos
    .text = El segundo factor está activado. Cada uno de estos códigos te deja entrar una vez, si pierdes el teléfono. No se pueden volver a mostrar.
second-factor-codes-use = Imprime esta página o guarda los códigos donde guardas tus llaves. Escribe uno donde se pida un código.
second-factor-codes-done = Ya los tengo
second-factor-left = { $count ->
    [one] Queda uno de los códigos que apuntaste.
   *[other] De los códigos que apuntaste quedan { $count }.
 }
second-factor-remove = Desactivarlo
    .text = Después, tu contraseña sola abre este sitio. Para tener códigos nuevos, desactívalo y vuelve a activarlo.
second-factor-removed = El segundo factor está desactivado.
readable-password-title = La contraseña en programas antiguos
readable-password-lead = MSN Messenger de la 1.0 a la 4.7 no envía la contraseña: demuestra que la sabe. Para eso, el servidor tiene que poder leerla.
readable-password-on = El servidor guarda tu contraseña de forma que puede leerla, y los programas antiguos pueden entrar con ella.
readable-password-off = El servidor no puede leer tu contraseña. MSN Messenger de la 1.0 a la 4.7 entra con claves de acceso.
readable-password-change = Cambiar eso
readable-password-risk = Con una clave de acceso, si pierdes el equipo pierdes una clave. Si tiene tu contraseña de verdad, pierdes la cuenta, y también si alguien entra en el servidor. Hazlo solo en una red tuya.
readable-password-second-factor = Mientras tengas un segundo factor, los programas antiguos entran con claves de acceso de todos modos.
readable-password-allow = Permitir que el servidor la lea
readable-password-forbid = Olvidar lo que se puede leer
readable-password-allowed = Los programas antiguos ya pueden entrar con tu contraseña.
readable-password-forbidden = El servidor ya no puede leer tu contraseña.
readable-password-unfit = En los programas antiguos, una contraseña tiene de 6 a 16 letras, cifras y signos, sin acentos ni eñes.
sign-ins-title = Quién ha entrado con Messenger
    .text = Si no reconoces alguna, retira la clave que se usó y cambia tu contraseña.
sign-ins-none = Aún no ha entrado nadie con Messenger.
sign-in-when = Cuándo
sign-in-with = Con
sign-in-password = la contraseña
sign-in-revoked = una clave retirada
leave-title = Tus datos
    .text = Llévate todo, o borra tu cuenta y todo lo que contiene.
delete-title = Borrar la cuenta
delete-lead = Esto no se puede deshacer.
delete-what-account = Se borra tu cuenta con sus claves de acceso, y se cierran todas tus sesiones.
delete-what-contacts = Se borran tus contactos y grupos, y desapareces de las listas de los demás.
delete-what-messages = Se borran tus copias de los mensajes guardados. Lo que han guardado otros es suyo y se queda.
delete-what-stays = La dirección queda libre: otra persona puede quedarse con ella.
delete-button = Borrar mi cuenta para siempre
delete-keep = Conservarla
delete-last-administrator = Eres la última persona que administra el servidor. Dale antes ese papel a otra.
own-account-deleted = Tu cuenta está borrada, con todo lo que contenía.
download-title = Descargarlo todo
download-lead = Un solo archivo (zip) con todo lo que este servidor guarda de ti, que se abre en cualquier ordenador.
download-what-profile = Lo que cuentas de ti, tus ajustes y tu imagen.
download-what-contacts = Tus contactos, grupos y listas.
download-what-sign-ins = Quién ha entrado, dónde tienes la sesión abierta y los nombres de tus claves de acceso.
download-what-messages = Tus mensajes, si el servidor los guardó, y lo que has denunciado.
download-secrets = Las contraseñas y las claves no están dentro. Tus mensajes sí: guarda el archivo donde nadie más lo encuentre.
download-button = Descargar

## Contactos

contacts-title = Contactos
contacts-lead = La gente de tu lista, como la muestra Messenger. Pulsa un nombre para ver más.
contacts-beside = Has entrado con Messenger. Los demás ven al momento lo que cambias aquí; tu Messenger lo muestra la próxima vez que entre.
contacts-waiting = Te han agregado
    .text = Hasta que respondas, vale para ellos lo que tengas puesto para todos los demás.
contacts-waiting-more = { $count ->
    [one] Otra persona espera respuesta.
   *[other] Otras { $count } personas esperan respuesta.
 }
contacts-empty = Aún no tienes contactos
    .text = Agrega a alguien con el correo con el que entra aquí.
contact-add = Agregar un contacto
    .text = Con el que esa persona entra aquí.
contact-group = Grupo
contact-add-button = Agregar
contact-added = { $name } ya está entre tus contactos.
contact-removed = { $name } ya no está entre tus contactos.
contact-allow = Permitir
contact-allow-and-add = Permitir y agregar
contact-allowed = { $name } puede ver cuándo estás.
contact-block = Bloquear
contact-unblock = Desbloquear
contact-blocked = { $name } ya no te ve ni puede escribirte.
contact-grouped = Los grupos de { $name } están cambiados.
contact-remove = Quitar de tus contactos
contact-is-blocked = Con bloqueo
contact-is-allowed = Con permiso
contact-has-you-not = No te tiene
contact-unknown = Nadie tiene aquí esa dirección.
contact-there = Ya está entre tus contactos.
contact-full = La lista está llena: la tuya o la suya.
contact-too-fast = Has cambiado muchísimos contactos en poco tiempo. Espera un rato y sigue después.
contact-changed = No se puede: algo ha cambiado entretanto. Carga la página de nuevo.
person-yours = Está entre tus contactos
person-theirs = Te tiene entre los suyos
person-sees = Ve cuándo estás
person-yes = Sí
person-no = No
person-sees-not = No: tiene un bloqueo
person-sees-others = Como todos los que no permites ni bloqueas
person-groups = Quien no está en ninguno está en Otros contactos.
person-groups-save = Guardar
group-other = Otros contactos
groups-title = Grupos
groups-lead = Los grupos son solo para ti: nadie más los ve.
groups-empty = Aún no tienes grupos
    .text = Todos tus contactos están en Otros contactos.
group-count = { $count ->
    [one] 1 contacto
   *[other] { $count } contactos
 }
group-new = Grupo nuevo
group-make = Crear el grupo
group-added = Ya existe el grupo { $name }.
group-rename = Cambiarle el nombre
group-renamed = El grupo se llama ahora { $name }.
group-delete = Borrar el grupo
    .text = Quienes están en él siguen siendo tus contactos.
group-deleted = El grupo { $name } ya no existe.
group-exists = Ya tienes un grupo con ese nombre.
group-too-many = Ya tienes todos los grupos que puedes tener.
group-name-wrong = Un nombre tiene de 1 a 127 letras; las acentuadas cuentan por dos o más.
privacy-title = Privacidad
privacy-lead = Quién ve cuándo estás y puede escribirte.
privacy-others = Todos los que no permites ni bloqueas
privacy-others-allow = pueden verte
privacy-others-block = no pueden verte
privacy-ask = Preguntarme cuando alguien me agregue
    .text = Lo hace Messenger. Si no, los permite sin decir nada.
privacy-save = Guardar
privacy-set = Tus ajustes de privacidad están guardados.
privacy-lists = Permitidos y bloqueados
privacy-lists-empty = No has permitido ni bloqueado a nadie en particular.
privacy-block = Bloquear a alguien
    .text = También a quien no está entre tus contactos.

## Denunciar a alguien

report-somebody-title = Denunciar a alguien
report-lead = Lo lee quien lleva este servidor. A quien denuncias no se le dice nada.
report-link = ¿Te ha amenazado o te envía lo que no quieres?
    .text = Cuéntaselo a quien lleva este servidor.
report-somebody-about = Correo de la persona de la que se trata
report-somebody-text = Qué ha pasado
    .hint = Qué ha hecho y cuándo. Como mucho 2.000 caracteres.
report-text-wrong = Cuenta qué ha pasado, en 2.000 caracteres como mucho.
report-too-many = Has hecho bastantes denuncias en poco tiempo. Espera una hora y haz esta después.
report-button = Denunciar
report-not = Mejor no
report-made = Tu denuncia sobre { $name } ya la puede leer quien lleva este servidor.

## Círculos

circles-title = Círculos
circles-lead = Gente que habla junta, para siempre. Windows Live Messenger 2009 los tiene junto a tus contactos y los llama grupos; los programas más viejos no los muestran.
circles-invitations = Invitaciones
circle-asked-by = { $name } te ha invitado.
circle-asked-by-nobody = Quien envió la invitación ya no tiene cuenta aquí.
circle-was-asked-by = Con invitación de { $name } desde el { $date }.
circle-accept = Unirse
circle-accept-named = Unirse a { $name }
circle-decline = Rechazar
circle-decline-named = Rechazar la invitación a { $name }
circle-joined = Ya eres parte de { $name }.
circle-declined = La invitación a { $name } está rechazada.
circles-yours = Tus círculos
circles-empty = Aún no estás en ningún círculo
    .text = Crea uno aquí o en Windows Live Messenger 2009 e invita a gente.
circle-count = { $count ->
    [one] 1 miembro
   *[other] { $count } miembros
 }
circle-there = { $count ->
    [0] nadie en este momento
    [one] 1 en este momento
   *[other] { $count } en este momento
 }
circle-role-administrator = Administra
circle-role-assistant = Ayuda
circle-role-member = Miembro
circle-is-invited = Con invitación
circle-you = Tú
circle-new = Círculo nuevo
    .text = El nombre lo ve quien esté en él.
circle-name = Nombre
circle-make = Crear el círculo
circle-made = Ya existe el círculo { $name }. Lo administras tú: invita a alguien.
circle-role = Papel
    .title = Qué puede hacer
    .hint = Quien administra reparte los papeles y puede acabar con el círculo. Quien ayuda invita, cambia el nombre y saca a miembros. Los miembros hablan.
circle-since = Miembro desde
circle-now = En el círculo
circle-members = Miembros
circle-places = { $count } de { $most } sitios están ocupados; una invitación también ocupa uno.
circle-invite = Invitar a alguien
    .text = Con el que esa persona entra aquí.
circle-words = Unas palabras
    .hint = Se ven con la invitación. No hacen falta, y son { $most } caracteres como mucho.
circle-invite-button = Invitar
circle-invited = { $name } tiene una invitación.
circle-rename = Nombre del círculo
circle-rename-button = Cambiarlo
circle-renamed = El círculo se llama ahora { $name }.
circle-role-button = Dar el papel
circle-role-given = { $name } tiene ahora otro papel.
circle-take-out = Sacar del círculo
    .text = Se le dice, y se le puede invitar otra vez.
circle-take-out-question = { $name } dejará de estar en { $circle }, y se le dirá.
circle-taken-out = { $name } ya no está en el círculo.
circle-take-back = Retirar la invitación
circle-take-back-question = { $name } ya no podrá unirse a { $circle }, a menos que alguien le invite otra vez.
circle-taken-back = La invitación de { $name } está retirada.
circle-leave = Dejar el círculo
    .text = Si entonces no queda nadie que lo administre, lo hará quien tenga el papel más alto y lleve más tiempo. Con su último miembro se acaba un círculo.
circle-leave-question = Dejarás de estar en { $name }. Podrás volver si alguien te invita.
circle-leave-last-question = Eres el último miembro de { $name }: se acaba, con todas sus invitaciones, y no se puede recuperar.
circle-left = Ya no estás en { $name }.
circle-end = Acabar con el círculo
circle-end-question = { $name } se acaba para todos sus miembros, con todas sus invitaciones, y no se puede recuperar.
circle-ended = El círculo { $name } ya no existe.
circle-rather-not = Mejor no
circle-name-wrong = Un nombre tiene de 1 a 120 letras en una sola línea; las acentuadas cuentan por dos o más.
circle-words-wrong = Son demasiadas palabras, o tienen signos que no son letras.
circle-unknown = Nadie tiene aquí esa dirección, o no acepta invitaciones tuyas.
circle-belongs-already = Ya está en el círculo.
circle-joined-already = Ya estás en él. Si no quieres, déjalo.
circle-invited-already = Ya tiene una invitación y aún no ha respondido.
circle-full = El círculo está lleno: cada sitio está ocupado o tiene una invitación.
circle-too-many = Ya estás en todos los círculos en los que puedes estar. Las invitaciones cuentan: rechaza las que no quieras.
circle-theirs-too-many = Ya está en todos los círculos en los que puede estar.
circle-not-allowed = Tu papel en el círculo no te permite hacer eso.
circle-last-administrator = No quedaría nadie que lo administre. Da antes ese papel a otra persona.
circle-unchanged = Ya es así.
circle-too-fast = Has cambiado muchísimo en poco tiempo. Espera un rato y sigue después.
circle-changed = No se puede: algo ha cambiado entretanto. Carga la página de nuevo.

## Mensajes que esperan

waiting-title = Mensajes
waiting-lead = Lo que te han dejado escrito mientras no estabas. Messenger lo muestra cuando entras, y entonces ya no aparece aquí.
waiting-empty = No te espera ningún mensaje
    .text = Cuando alguien te escribe y no estás, aparece aquí.
waiting-delete = Borrar
waiting-deleted = El mensaje está borrado. Messenger no lo mostrará.
waiting-delete-all = Borrarlos todos
waiting-delete-question = Se borra todo lo que te espera, y Messenger no lo mostrará. No se puede recuperar.
waiting-delete-button = Borrarlos todos
waiting-delete-not = Mejor no
waiting-all-deleted = Ya no te espera ningún mensaje.

## Historial de mensajes

history-title = Historial
history-lead = Los mensajes que el servidor guarda para ti, lo más nuevo primero. Solo tú ves aquí tus copias.
history-off-here = Este servidor no guarda mensajes. Lo que encuentres aquí es de antes.
history-off = Ahora mismo no se guardan tus mensajes.
history-empty = No hay nada guardado
    .text = Aquí aparece lo que escribes y lo que te escriben, si el servidor lo guarda.
history-text = Texto
history-with = Con quién
history-from = Desde
history-until = Hasta
history-search = Buscar
history-all = Mostrar todo
history-nothing = No se ha encontrado nada.
history-day-wrong = Escribe un día así: 2003-10-22.
history-to = Tú a { $to }
history-erase = Borrar
history-erased = El mensaje está borrado.
history-older = Más antiguos
history-keep-title = Qué se guarda
    .text = Cada participante de una conversación tiene su propia copia. Si borras la tuya o no se te guarda ninguna, la suya se queda.
history-stop = No guardar más mis mensajes
history-start = Guardar mis mensajes
history-kept = A partir de ahora se guardan tus mensajes.
history-not-kept = Tus mensajes ya no se guardan. Los que se guardaron siguen ahí.
history-erase-all = Borrarlo todo
history-erase-question = Se borran todas tus copias, y no se pueden recuperar.
history-erase-button = Borrarlo todo
history-erase-not = Mejor no
history-all-erased = Está todo borrado.

## Perfil

profile-title = Perfil
profile-lead = Lo que ven los demás de ti, en Messenger y aquí.
profile-name = Nombre
    .text = Los demás lo ven al momento. Tu Messenger lo muestra la próxima vez que entre.
profile-name-wrong = Un nombre tiene de 1 a 387 letras; las acentuadas cuentan por dos o más.
profile-name-unconfirmed = Podrás cambiar tu nombre cuando tu correo esté confirmado.
profile-name-saved = Tu nombre está guardado.
profile-message = Mensaje personal
    .text = Lo que aparece debajo de tu nombre en MSN Messenger 7.0 y posteriores. Vale lo último que se dijo, aquí o en tu programa. 129 caracteres como máximo.
profile-message-field = Mensaje
profile-message-wrong = Un mensaje personal tiene como mucho 129 caracteres, en una sola línea.
profile-message-saved = Tu mensaje personal está guardado.
profile-picture = Imagen
    .text = Tus contactos la ven en este sitio web, y Windows Live Messenger la lleva de un ordenador a otro. Los programas más antiguos se envían la suya directamente, y el servidor nunca la tiene.
profile-picture-field = Archivo
profile-picture-hint = Un PNG, JPEG o GIF de 500 KB como mucho. Se muestra el centro, en un cuadrado pequeño.
profile-picture-send = Usar esta imagen
profile-picture-none = Elige antes un archivo.
profile-picture-wrong = Eso no es una imagen que se pueda leer: un PNG, JPEG o GIF de 4096 por 4096 píxeles como mucho.
profile-picture-saved = Tu imagen está guardada.
profile-picture-remove = Quitar la imagen
profile-picture-removed = Tu imagen está quitada.
profile-about = Sobre ti
    .text = No hace falta nada de esto. A Messenger se le cuenta cuando entras.
profile-about-saved = Lo que cuentas de ti está guardado.
profile-first-name = Nombre de pila
profile-last-name = Apellidos
profile-city = Ciudad
profile-region = Provincia o región
profile-postal-code = Código postal
profile-country = País
    .text = Sus dos letras, como ES.
profile-country-wrong = Un país tiene dos letras, como ES.
profile-gender = Género
profile-gender-none = Sin decir
profile-gender-female = Mujer
profile-gender-male = Hombre
profile-year = Año de nacimiento
profile-year-wrong = Un año tiene cuatro cifras, desde 1900.
profile-text-wrong = Aquí caben 64 caracteres como mucho.
profile-listed = Mostrarme en el directorio de miembros
    .text = Así te encuentra quien busca gente por nombre o ciudad.

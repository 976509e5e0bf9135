package consumer

import io.connflux.procfs.ProcNet
import io.connflux.stream.ConnectionStream
import java.nio.file.Path
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.runBlocking

/** Prints the first events of a host, and that nobody is subscribed to it any more. */
fun main(arguments: Array<String>) = runBlocking {
    val stream = ConnectionStream.over(ProcNet.at(Path.of(arguments[0]))).existing(true)
    EVENTS.filter { it.name() != "stats" }.take(3).collect { println(it.name()) }
    println(stream.subscribers())
}

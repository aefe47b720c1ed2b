# Runs Logstash's filter script on the lines of the standard input (file name, tab, line) and prints each document on a line.
require "json"

module LogStash
  class Timestamp
    def initialize(text)
      @text = text
    end

    def to_s
      @text
    end
  end
end

# As much of Logstash's event as the script uses.
class Event
  def initialize(fields)
    @fields = fields
    @metadata = {}
  end

  def get(name)
    name.start_with?("[") ? @fields.dig(*path(name)) : @fields[name]
  end

  def set(name, value)
    return @metadata[path(name).last] = value if name.start_with?("[@metadata]")

    @fields[name] = value
  end

  def remove(name)
    @fields.delete(name)
  end

  def to_hash
    @fields.dup
  end

  def to_document
    { "_id" => @metadata["_id"], "document" => @fields.merge("@timestamp" => @fields["@timestamp"].to_s) }
  end

  private

  def path(name)
    name.scan(/\[([^\]]+)\]/).flatten
  end
end

$stdin.set_encoding("UTF-8")
$stdout.set_encoding("UTF-8")
load ARGV[0]
register({})
$stdin.each_line do |input|
  file, line = input.chomp.split("\t", 2)
  event = Event.new("@timestamp" => "2026-11-19T08:00:00.0000000Z", "@version" => "1", "message" => line, "host" => { "name" => "x" }, "log" => { "file" => { "path" => "/logs/#{file}" } })
  filter(event).each { |result| puts JSON.generate(result.to_document) }
end
